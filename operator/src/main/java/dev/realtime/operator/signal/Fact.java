package dev.realtime.operator.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The latest state of something with structure, or why it is not known.
 *
 * @param <T> the structure
 */
public sealed interface Fact<T> {
  /** Seen at a time. */
  record Known<T>(T seen, Instant at) implements Fact<T> {}

  /** Not known, and why. */
  record Unknown<T>(String why, Instant at) implements Fact<T> {}

  /** When it was seen, or last looked for. */
  Instant at();

  /** The value, if known. */
  default Optional<T> value() {
    return this instanceof Known<T>(T seen, Instant _) ? Optional.of(seen) : Optional.empty();
  }

  /** True only if it is known and the test holds: what is not known proves nothing. */
  default boolean is(Predicate<? super T> test) {
    return this instanceof Known<T>(T seen, Instant _) && test.test(seen);
  }

  /** The same, but unknown if it was seen too long ago to be relied on. */
  default Fact<T> freshAt(Instant now, Duration maxAge) {
    return this instanceof Known<T> && at().plus(maxAge).isBefore(now)
        ? new Unknown<>("last seen " + Duration.between(at(), now).toSeconds() + " s ago", at())
        : this;
  }

  /** Whether the other one says the same, at whatever time. */
  default boolean saysAs(Fact<T> other) {
    return switch (this) {
      case Known<T>(T seen, Instant _) -> other.is(seen::equals);
      case Unknown<T>(String why, Instant _) ->
          other instanceof Unknown<T>(String theirs, Instant _) && theirs.equals(why);
    };
  }

  /** Whether anybody has looked for it since this process began. */
  default boolean lookedFor() {
    return at().isAfter(Instant.EPOCH);
  }

  /** Never looked for. */
  static <T> Fact<T> never() {
    return new Unknown<>("not looked at yet", Instant.EPOCH);
  }
}
