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
  /**
   * Somebody may be mending it at this moment, and what cannot be watched, like Secrets without our
   * label, is looked for.
   */
  static final Duration SOONEST = Duration.ofSeconds(5);

  /**
   * What has been in the way for long is looked at less often; all that is refused is tried anew.
   */
  static final Duration LATEST = Duration.ofMinutes(1);

  /** Waiting takes this part more of the time that the trouble has lasted. */
  private static final int SHARE = 4;

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
   * @param troubled for how long something has been in the way; null: nothing is
   * @param untilGood how long until the revision in use counts as good; null: nothing to wait for
   */
  Duration next(Situation situation, @Nullable Duration troubled, @Nullable Duration untilGood) {
    return next(troubled, namesSecrets(situation), untilGood);
  }

  Duration next(@Nullable Duration troubled, boolean unwatched, @Nullable Duration untilGood) {
    if (troubled != null) {
      Duration next = troubled.dividedBy(SHARE);
      return next.compareTo(SOONEST) < 0 ? SOONEST : next.compareTo(LATEST) > 0 ? LATEST : next;
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
