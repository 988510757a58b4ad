package dev.realtime.operator.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Checks one dependency, over and over. */
public final class DependencyReader implements Sampler {
  private final String name;
  private final boolean database;
  private final Duration interval;
  private final Duration timeout;
  private final Duration slow;
  private final DependencyProbe probe;

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
      DependencyProbe.Answer answer = probe.check(timeout);
      double millis = millisSince(begin);
      return fact(
          new DependencyFact(
              name,
              database,
              true,
              null,
              millis,
              millis > slow.toMillis(),
              answer.connections(),
              answer.slowest()),
          now);
    } catch (DependencyProbe.Failed e) {
      return fact(
          new DependencyFact(
              name, database, false, e.getMessage(), millisSince(begin), false, null, List.of()),
          now);
    } catch (SecretReader.NotReadable e) {
      Fact<DependencyFact> unknown = new Fact.Unknown<>(String.valueOf(e.getMessage()), now);
      return Batch.of(store -> store.dependency(name, unknown));
    }
  }

  private Batch fact(DependencyFact fact, Instant now) {
    return Batch.of(store -> store.dependency(name, new Fact.Known<>(fact, now)));
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }
}
