package dev.realtime.server.broker;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One publication on its way into a channel.
 *
 * @param channel name of the channel
 * @param data payload
 * @param info the publishing client, if a client publishes
 * @param tags for filters
 * @param history how much of the channel's stream to keep; {@link HistoryOptions#NONE} keeps none
 *     and gives the publication no offset
 * @param delta deliver the previous publication of the stream beside this one, so that subscribers
 *     can be sent the difference
 * @param idempotencyKey a second request with this key inside {@code idempotencyTtl} publishes
 *     nothing and answers the first one's position
 * @param idempotencyTtl how long the key is remembered
 * @param version if above 0, a publication whose version is not above the stream's last one is
 *     ignored; ignored versions answer {@code suppressed}. Not looked at without history
 * @param versionEpoch versions of different epochs are not compared
 */
@SuppressWarnings("ArrayRecordComponent")
public record PublishRequest(
    String channel,
    byte[] data,
    @Nullable ClientInfo info,
    Map<String, String> tags,
    HistoryOptions history,
    boolean delta,
    @Nullable String idempotencyKey,
    Duration idempotencyTtl,
    long version,
    String versionEpoch) {

  /** How long an idempotency key is remembered unless told otherwise. */
  public static final Duration DEFAULT_IDEMPOTENCY_TTL = Duration.ofMinutes(5);

  /** A publication with nothing but its payload and history options. */
  public static PublishRequest of(
      String channel, byte[] data, @Nullable ClientInfo info, HistoryOptions history) {
    return new PublishRequest(
        channel, data, info, Map.of(), history, false, null, DEFAULT_IDEMPOTENCY_TTL, 0, "");
  }
}
