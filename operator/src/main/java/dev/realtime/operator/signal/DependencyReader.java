package dev.realtime.operator.signal;

import dev.realtime.operator.signal.DependencyFact.Connections;
import dev.realtime.operator.signal.DependencyFact.Peak;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks one dependency, over and over. Used by one thread. Remembers the connections of a database
 * as they were last seen: when it takes no more of them, that is the figure people ask for.
 */
public final class DependencyReader implements Sampler {
  private final String name;
  private final boolean database;
  private final Duration interval;
  private final Duration timeout;
  private final Duration slow;
  private final DependencyProbe probe;

  private @Nullable Connections lastConnections;
  private Instant lastConnectionsAt = Instant.EPOCH;
  private @Nullable Peak peak;

  DependencyReader(
      String name,
      boolean database,
      Duration interval,
      Duration timeout,
      Duration slow,
      DependencyProbe probe) {
    this.name = name;
    this.database = database;
    this.interval = interval;
    this.timeout = timeout;
    this.slow = slow;
    this.probe = probe;
  }

  @Override
  public String name() {
    return "dependency-" + name;
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public Duration timeout() {
    return timeout.multipliedBy(2).plusSeconds(1);
  }

  @Override
  public Batch read(Instant now) throws InterruptedException {
    long begin = System.nanoTime();
    try {
      return answered(probe.check(timeout), millisSince(begin), now);
    } catch (DependencyProbe.Failed e) {
      if (e.outOfConnections() && lastConnections != null) {
        remember(new Connections(lastConnections.max(), lastConnections.max()), now);
      }
      return fact(
          new DependencyFact(
              name,
              database,
              false,
              problem(e, now),
              millisSince(begin),
              false,
              null,
              peak(now),
              List.of()),
          now);
    } catch (DependencyProbe.NotLetIn | SecretReader.NotReadable e) {
      Fact<DependencyFact> unknown = new Fact.Unknown<>(String.valueOf(e.getMessage()), now);
      return Batch.of(store -> store.dependency(name, unknown));
    }
  }

  private Batch answered(DependencyProbe.Answer answer, double millis, Instant now) {
    if (answer.connections() != null) {
      lastConnections = answer.connections();
      lastConnectionsAt = now;
      remember(answer.connections(), now);
    }
    boolean statementSlow = answer.longestMillis() > slow.toMillis();
    return fact(
        new DependencyFact(
            name,
            database,
            true,
            statementSlow ? answer.longest() : null,
            millis,
            statementSlow || millis > slow.toMillis(),
            answer.connections(),
            peak(now),
            answer.slowest()),
        now);
  }

  private void remember(Connections seen, Instant now) {
    Peak highest = peak(now);
    if (highest == null || seen.percent() >= highest.connections().percent()) {
      peak = new Peak(seen, now);
    }
  }

  private @Nullable Peak peak(Instant now) {
    if (peak != null && peak.at().isBefore(now.minus(DependencyFact.REMEMBERED))) {
      peak = null;
    }
    return peak;
  }

  private String problem(DependencyProbe.Failed failure, Instant now) {
    return lastConnections == null
        ? String.valueOf(failure.getMessage())
        : failure.getMessage()
            + "; "
            + lastConnections.used()
            + " of "
            + lastConnections.max()
            + " connections were in use "
            + Duration.between(lastConnectionsAt, now).toSeconds()
            + " s before";
  }

  private Batch fact(DependencyFact fact, Instant now) {
    return Batch.of(store -> store.dependency(name, new Fact.Known<>(fact, now)));
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }
}
