package dev.realtime.e2e.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.e2e.sdk.Crowd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/** What was done, and what it did: printed as it happens, and written to a report in the end. */
final class Ledger {
  private final long seed;
  private final RedisKind redis;
  private final Instant begun = Instant.now();
  private final Map<Mischief, Integer> struck = new EnumMap<>(Mischief.class);
  private int count;

  Ledger(long seed, RedisKind redis) {
    this.seed = seed;
    this.redis = redis;
  }

  private static String line(Mischief mischief, int times, Crowd.Span span) {
    int sent = span.acknowledged() + span.failed();
    return "| %s | %d | %d %% of %d | %.1f s |%n"
        .formatted(
            mischief.title(),
            times,
            sent == 0 ? 0 : Math.round(100.0 * span.failed() / sent),
            sent,
            span.longestGapMillis() / 1000.0);
  }

  void struck(Mischief mischief) {
    struck.merge(mischief, 1, Integer::sum);
    System.out.printf(
        "Chaos %d, %s: %s%n",
        ++count,
        Duration.between(begun, Instant.now()).truncatedTo(ChronoUnit.SECONDS),
        mischief.title());
  }

  /** Prints the report, and with {@code -Dchaos.report=FILE} writes it there. */
  void end(Crowd.Report seen, Target target) throws IOException {
    var text = new StringBuilder();
    text.append("# Chaos\n\nWritten by `./dev chaos`, ")
        .append(begun.truncatedTo(ChronoUnit.SECONDS))
        .append(", seed ")
        .append(seed)
        .append(
            ". Two servers, "
                + redis.title()
                + ", 200 clients with the"
                + " official SDK (centrifuge-js) in ten channels, in each of which one publishes"
                + " four numbered messages a second, and with tokens of 20 s. Each fault lasts one"
                + " to five seconds, and there is as much time between two of them. What happened until the next fault is set down to it.\n\n"
                + "| Fault | Times | Publications refused or not answered | Longest time of a client without a connection |\n"
                + "|---|---|---|---|\n");
    struck.forEach(
        (mischief, times) ->
            text.append(line(mischief, times, seen.during().get(mischief.name()))));
    text.append(
        """

        | | |
        |---|---|
        | Faults | %d in %d s |
        | Messages acknowledged | %d |
        | Publications refused or not answered | %d |
        | Deliveries | %d |
        | Lost (acknowledged, and never delivered to a client) | %d |
        | Doubled | %d |
        | Out of order | %d |
        | Times that clients connected anew | %d, at most %d of one client |
        | Longest time of a client without a connection | %d ms |
        | Records of the runbook | %d |
        """
            .formatted(
                count,
                Duration.between(begun, Instant.now()).toSeconds(),
                seen.acknowledged(),
                seen.failed(),
                seen.sum(Crowd.Member::received),
                seen.sum(Crowd.Member::missing),
                seen.sum(Crowd.Member::doubled),
                seen.sum(Crowd.Member::unordered),
                seen.sum(Crowd.Member::reconnects),
                seen.most(Crowd.Member::reconnects),
                seen.most(Crowd.Member::longestGapMillis),
                target.records()));
    Crowd.Member longest =
        Collections.max(seen.clients(), Comparator.comparingInt(Crowd.Member::longestGapMillis));
    text.append("\nWhat the SDK said in that longest time: ")
        .append(longest.gapErrors().isEmpty() ? "nothing" : String.join("; ", longest.gapErrors()))
        .append(".\n");
    System.out.println(text);
    String report = System.getProperty("chaos.report", "");
    if (!report.isEmpty()) {
      Files.writeString(Path.of(report), text, UTF_8);
    }
  }
}
