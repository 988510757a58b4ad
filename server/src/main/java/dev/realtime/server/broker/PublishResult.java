package dev.realtime.server.broker;

/**
 * Where a publication went.
 *
 * @param position its place in the stream, {@link StreamPosition#NONE} without history
 * @param suppressed true if nothing was published because its idempotency key or version was
 *     already seen; the position is then the earlier one's
 */
public record PublishResult(StreamPosition position, boolean suppressed) {}
