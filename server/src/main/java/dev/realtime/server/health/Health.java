package dev.realtime.server.health;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the registered checks. Safe for use by several threads. */
public final class Health {
  private static final Logger log = LoggerFactory.getLogger(Health.class);

  private final InstantSource clock;
  private final List<Registered> checks = new CopyOnWriteArrayList<>();

  /** Knows no checks yet. */
  public Health(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Adds a check.
   *
   * @param probe the most basic probe that it counts for
   * @param name stable, in kebab-case
   * @param check answers at once, from any thread
   */
  public void register(Probe probe, String name, Supplier<Finding> check) {
    checks.add(new Registered(probe, name, check, clock));
  }

  /** Asks every check that counts for a probe. */
  public HealthReport report(Probe asked) {
    List<HealthReport.Check> found = new ArrayList<>();
    Status worst = Status.UP;
    for (Registered check : checks) {
      if (check.probe.countsFor(asked)) {
        HealthReport.Check one = check.ask();
        found.add(one);
        if (one.finding().status() != Status.UNKNOWN) {
          worst = worst.or(one.finding().status());
        }
      }
    }
    return new HealthReport(worst, List.copyOf(found));
  }

  private static final class Registered {
    private final Probe probe;
    private final String name;
    private final Supplier<Finding> check;
    private final InstantSource clock;
    private Status last = Status.UNKNOWN;
    private Instant since;

    Registered(Probe probe, String name, Supplier<Finding> check, InstantSource clock) {
      this.probe = probe;
      this.name = name;
      this.check = check;
      this.clock = clock;
      this.since = clock.instant();
    }

    synchronized HealthReport.Check ask() {
      Finding finding;
      try {
        finding = check.get();
      } catch (RuntimeException e) {
        log.error("Health check {} failed", name, e);
        finding = Finding.down("the check itself failed: " + e);
      }
      if (finding.status() != last) {
        last = finding.status();
        since = clock.instant();
      }
      return new HealthReport.Check(name, finding, since);
    }
  }
}
