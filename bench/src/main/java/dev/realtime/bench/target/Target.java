package dev.realtime.bench.target;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** A kind of server. */
public interface Target {
  /** How it is called in reports. */
  String name();

  /** What it can do; a scenario that needs more leaves it out and says so. */
  Set<Feature> features();

  /** Names of its variants, which can be joined by {@code +}. */
  default Set<String> variants() {
    return Set.of();
  }

  /**
   * What it is made of, for the report: versions by name. Asked after the run.
   *
   * @throws IOException if a tool does not tell its version
   */
  Map<String, String> versions() throws IOException, InterruptedException;

  /**
   * Builds what is not built yet; does nothing the second time.
   *
   * @param variant that is going to be started; empty for the default
   * @throws IOException if a tool is missing or fails; the message says which and what to install
   */
  void build(String variant) throws IOException, InterruptedException;

  /**
   * Starts a process and waits until it accepts connections.
   *
   * @throws IllegalStateException if it ends or does not listen in time; with its last output
   */
  RunningTarget start(TargetOptions options) throws IOException, InterruptedException;

  /** What servers differ in. */
  enum Feature {
    /** Speaks the Centrifugo client protocol, JSON and Protobuf. */
    CENTRIFUGO,
    /** Checks tokens. */
    TOKENS,
    /** Ends TLS itself. */
    TLS,
    /** Keeps a history and lets clients recover. */
    RECOVERY,
    /** Several nodes share a Redis. */
    REDIS,
    /** Several channels. */
    CHANNELS,
    /** Has a bounded queue for every client. */
    QUEUES,
    /** Runs on a JVM, with options to choose. */
    JVM,
    /** Closes clients over a window of time when it is asked to end. */
    PACED_DRAIN
  }
}
