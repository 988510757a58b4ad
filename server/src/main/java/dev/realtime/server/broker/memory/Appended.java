package dev.realtime.server.broker.memory;

import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.PublishResult;
import org.jspecify.annotations.Nullable;

/** What an append did: its answer, and what to deliver unless it was suppressed. */
@SuppressWarnings("ArrayRecordComponent")
record Appended(PublishResult result, Publication publication, byte @Nullable [] previous) {}
