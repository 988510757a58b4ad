package dev.realtime.operator.diagnose;

import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Evidence;
import dev.realtime.operator.signal.DependencyFact;
import dev.realtime.operator.signal.DependencyFact.Connections;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Causes that lie in what the service calls. */
final class DependencyRules {
  private DependencyRules() {}

  /** A database has no connections left. Looked for first: it may refuse connections for it. */
  static Optional<Finding> databaseExhausted(Case it) {
    return first(it, d -> d.database() && exhausted(it, d))
        .map(
            d -> {
              String why =
                  full(it, d.connections())
                      .or(() -> past(it, d))
                      .map(words -> "database " + d.name() + " " + words)
                      .orElse("database " + d.name() + " refuses connections: " + d.problem());
              return finding(it, Cause.DATABASE_EXHAUSTED, 90, why, d);
            });
  }

  /** A database does not accept connections. */
  static Optional<Finding> databaseUnreachable(Case it) {
    return first(it, d -> d.database() && !d.reachable())
        .map(
            d ->
                finding(
                    it,
                    Cause.DATABASE_UNREACHABLE,
                    90,
                    "database " + d.name() + " cannot be reached: " + d.problem(),
                    d));
  }

  /** A database answers slowly. */
  static Optional<Finding> databaseSlow(Case it) {
    return first(it, d -> d.database() && d.reachable() && d.slow())
        .map(
            d ->
                finding(
                    it,
                    Cause.DATABASE_SLOW,
                    80,
                    d.problem() == null
                        ? String.format(
                            Locale.ROOT, "database %s answers in %.0f ms", d.name(), d.millis())
                        : "database " + d.name() + " is slow: " + d.problem(),
                    d));
  }

  /** A service that is no database fails. */
  static Optional<Finding> downstreamFailing(Case it) {
    return first(it, d -> !d.database() && !d.reachable())
        .map(
            d ->
                finding(
                    it,
                    Cause.DOWNSTREAM_FAILING,
                    85,
                    "dependency " + d.name() + " fails: " + d.problem(),
                    d));
  }

  /** A service that is no database is slow. */
  static Optional<Finding> downstreamSlow(Case it) {
    return first(it, d -> !d.database() && d.reachable() && d.slow())
        .map(
            d ->
                finding(
                    it,
                    Cause.DOWNSTREAM_SLOW,
                    80,
                    String.format(
                        Locale.ROOT, "dependency %s answers in %.0f ms", d.name(), d.millis()),
                    d));
  }

  private static boolean exhausted(Case it, DependencyFact dependency) {
    String problem = dependency.problem();
    return full(it, dependency.connections()).isPresent()
        || past(it, dependency).isPresent()
        || (problem != null && problem.contains(DependencyFact.OUT_OF_CONNECTIONS));
  }

  /** How full it is, if it is too full. */
  private static Optional<String> full(Case it, @Nullable Connections connections) {
    int limit = it.limits().databaseConnectionsPercent();
    return Optional.ofNullable(connections)
        .filter(c -> c.percent() >= limit)
        .map(
            c ->
                String.format(
                    Locale.ROOT,
                    "uses %d of %d connections (%.0f %%, limit %d %%)",
                    c.used(),
                    c.max(),
                    c.percent(),
                    limit));
  }

  /**
   * How full it was a moment ago. An open circuit, or an application that waits before it tries
   * again, empties a database that is full again with the next calls.
   */
  private static Optional<String> past(Case it, DependencyFact dependency) {
    return Optional.ofNullable(dependency.peak())
        .flatMap(
            peak ->
                full(it, peak.connections())
                    .map(words -> words.replaceFirst("uses", "used") + " at " + peak.at()));
  }

  private static Optional<DependencyFact> first(Case it, Predicate<DependencyFact> test) {
    return it.dependencies().stream().filter(test).findFirst();
  }

  private static Finding finding(
      Case it, Cause cause, int confidence, String why, DependencyFact dependency) {
    var evidence = new ArrayList<Evidence>();
    evidence.add(it.evidence("dependency " + dependency.name(), why));
    if (!dependency.slowest().isEmpty()) {
      evidence.add(
          it.evidence(
              "slowest statements of " + dependency.name(),
              String.join("\n", dependency.slowest())));
    }
    return new Finding(cause, confidence, why, List.copyOf(evidence), dependency.name());
  }
}
