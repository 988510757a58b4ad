package dev.realtime.operator.reconcile;

import dev.realtime.operator.reconcile.config.SecretFiles;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a service is looked at again though nothing has been heard of it. Nearly all that counts is
 * watched, and comes as an event; a look at each of a thousand services every other minute would be
 * most of what the operator does. Times vary by a fifth, so that services that began together do
 * not stay together.
 */
final class Cadence {
  /** What cannot be watched, like Secrets without our label, is waited for by a person. */
  static final Duration WHILE_DEGRADED = Duration.ofSeconds(10);

  /** A Secret of the user's that is taken away is noticed after this. */
  static final Duration UNWATCHED = Duration.ofMinutes(2);

  /** Should an event be lost all the same. */
  static final Duration OTHERWISE = Duration.ofMinutes(30);

  private static final double SPREAD = 0.2;

  private final DoubleSupplier random;

  /**
   * One for all services.
   *
   * @param random from 0 to 1
   */
  Cadence(DoubleSupplier random) {
    this.random = random;
  }

  /**
   * How long until the next look.
   *
   * @param untilGood how long until the revision in use counts as good; null: nothing to wait for
   */
  Duration next(Situation situation, boolean degraded, @Nullable Duration untilGood) {
    return next(degraded, namesSecrets(situation), untilGood);
  }

  Duration next(boolean degraded, boolean unwatched, @Nullable Duration untilGood) {
    if (degraded) {
      return WHILE_DEGRADED;
    }
    Duration next = varied(unwatched ? UNWATCHED : OTHERWISE);
    return untilGood == null || untilGood.compareTo(next) > 0 ? next : untilGood;
  }

  private Duration varied(Duration time) {
    return Duration.ofMillis(
        Math.round(time.toMillis() * (1 + SPREAD * (2 * random.getAsDouble() - 1))));
  }

  private static boolean namesSecrets(Situation situation) {
    return situation.spec().tls() != null
        || SecretFiles.of(situation.spec(), situation.names()).stream()
            .anyMatch(file -> !file.generated());
  }
}
