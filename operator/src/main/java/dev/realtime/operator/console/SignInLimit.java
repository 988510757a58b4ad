package dev.realtime.operator.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Failed sign-ins, counted per address and altogether. Tokens cannot be guessed; what is kept small
 * is the load that guessing puts on the API server.
 */
final class SignInLimit {
  static final int PER_ADDRESS = 10;
  static final int ALTOGETHER = 100;
  static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int ADDRESSES = 10_000;
  private static final String ALL = "";

  private final Clock clock;
  private final Map<String, Deque<Instant>> failures = new LinkedHashMap<>();

  SignInLimit(Clock clock) {
    this.clock = clock;
  }

  /**
   * Passes while there is room.
   *
   * @throws Refused with 429 where there is none
   */
  synchronized void require(String address) {
    Optional<Instant> until = until(address, PER_ADDRESS).or(() -> until(ALL, ALTOGETHER));
    if (until.isPresent()) {
      long seconds = Duration.between(clock.instant(), until.get()).toSeconds() + 1;
      throw new Refused(
          429,
          "too-many-failures",
          "Too many sign-ins have failed.",
          "Try again in " + seconds + " s.");
    }
  }

  /** Counts one. */
  synchronized void failed(String address) {
    for (String counted : new String[] {address, ALL}) {
      failures.computeIfAbsent(counted, _ -> new ArrayDeque<>()).addLast(clock.instant());
    }
    while (failures.size() > ADDRESSES) {
      failures.remove(
          failures.keySet().stream().filter(a -> !a.equals(ALL)).findFirst().orElseThrow());
    }
  }

  private Optional<Instant> until(String address, int most) {
    Deque<Instant> times = failures.get(address);
    if (times == null) {
      return Optional.empty();
    }
    Instant oldest = clock.instant().minus(WINDOW);
    times.removeIf(time -> time.isBefore(oldest));
    if (times.isEmpty()) {
      failures.remove(address);
      return Optional.empty();
    }
    return times.size() < most ? Optional.empty() : Optional.of(times.getFirst().plus(WINDOW));
  }
}
