package dev.realtime.server.proxy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client may publish.
 *
 * @param data published instead of the client's; null publishes that
 * @param skipHistory publish, but do not keep
 * @param tags attached to the publication, for filters
 * @param idempotencyKey a second publication with it is suppressed; null for none
 * @param delta send subscribers the difference
 * @param version if above 0, suppressed unless above the channel's last one
 * @param versionEpoch versions of different epochs are not compared
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as it is, compared by nobody
public record PublishAnswer(
    byte @Nullable [] data,
    boolean skipHistory,
    Map<String, String> tags,
    @Nullable String idempotencyKey,
    boolean delta,
    long version,
    String versionEpoch) {}
