package dev.realtime.e2e.runbook;

import dev.realtime.e2e.cluster.sys.Command;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps Redis at work with scripts of 600 ms, which nothing else can interrupt. */
final class Busy implements AutoCloseable {
  private static final String SCRIPT =
      "local t=redis.call('time'); local from=t[1]*1000000+t[2]; repeat t=redis.call('time') until"
          + " t[1]*1000000+t[2]-from > 600000";

  private final Patient patient;
  private final AtomicBoolean on = new AtomicBoolean(true);
  private final CompletableFuture<Void> work;

  /** Begins; closing ends it. */
  Busy(Patient patient) {
    this.patient = patient;
    this.work = CompletableFuture.runAsync(this::run, Thread::startVirtualThread);
  }

  private void run() {
    while (on.get()) {
      // A loop in the pod: one start of kubectl for 20 scripts.
      Command.Result result =
          patient
              .cluster()
              .kubectl(
                  "--namespace=" + patient.namespace(),
                  "exec",
                  Patient.REDIS_POD,
                  "--",
                  "redis-cli",
                  "-r",
                  "20",
                  "eval",
                  SCRIPT,
                  "0")
              .within(Duration.ofSeconds(90))
              .tryRun();
      if (result.status() != 0) {
        throw new IllegalStateException("Redis could not be kept busy: " + result.output());
      }
    }
  }

  /** Waits for the scripts that are at work; fails where Redis could not be kept busy. */
  @Override
  public void close() {
    on.set(false);
    work.join();
  }
}
