package dev.realtime.server.auth;

import dev.realtime.server.config.Address;
import dev.realtime.server.config.JwksConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How keys are taken from a JWKS endpoint.
 *
 * @param endpoint http or https address of the key set
 * @param refreshAfter age at which the set is fetched anew, in the background
 * @param expireAfter age until which it is used while the endpoint does not answer
 * @param minInterval least time between two fetches, whatever tokens come in
 * @param timeout longest wait for an answer, from request to last byte
 */
public record JwksSettings(
    URI endpoint,
    Duration refreshAfter,
    Duration expireAfter,
    Duration minInterval,
    Duration timeout) {

  /** Largest answer read, in bytes; a key is about 500. */
  public static final int MAX_BYTES = 256 * 1024;

  /** Most keys a set may have. */
  public static final int MAX_KEYS = 100;

  /** Most unknown key ids remembered as such. */
  static final int MAX_UNKNOWN = 1024;

  /**
   * How long a key id that was not in the set is refused without asking again. An issuer publishes
   * a key before it signs with it; this bridges one that does not.
   */
  static final Duration UNKNOWN_FOR = Duration.ofSeconds(30);

  /**
   * A fetch every 10 minutes, so that a withdrawn key is out soon; an outage of an hour is bridged;
   * tokens with made-up key ids cause at most a fetch per 5 seconds.
   */
  public static JwksSettings of(URI endpoint) {
    return new JwksSettings(
        endpoint,
        Duration.ofMinutes(10),
        Duration.ofHours(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(2));
  }

  /** As configured; null if no endpoint is. */
  public static @Nullable JwksSettings from(JwksConfig config) {
    return config.url().isEmpty()
        ? null
        : new JwksSettings(
            Address.of(config.url()),
            config.refreshAfter(),
            config.expireAfter(),
            config.minInterval(),
            config.timeout());
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the value that cannot be, and what can
   */
  public JwksSettings {
    if (!List.of("http", "https").contains(String.valueOf(endpoint.getScheme()))
        || endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          "JWKS endpoint '" + Address.plain(endpoint) + "' is not an http or https address");
    }
    if (expireAfter.compareTo(refreshAfter) < 0) {
      throw new IllegalArgumentException(
          "JWKS keys would expire ("
              + expireAfter
              + ") before their refresh ("
              + refreshAfter
              + ")");
    }
    if (!minInterval.isPositive() || !timeout.isPositive()) {
      throw new IllegalArgumentException("JWKS interval and timeout must be above 0");
    }
  }
}
