package dev.realtime.bench.target;

import dev.realtime.bench.measure.ProcessFacts;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A Redis of its own, in memory, for one run. */
public final class RedisServer implements AutoCloseable {
  private final RunningTarget process;
  private final int port;

  private RedisServer(RunningTarget process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one on 127.0.0.1. */
  public static RedisServer start(Workshop workshop, int port) throws IOException {
    String program = Workshop.tool("install redis-server", "redis-server", "valkey-server");
    List<String> command =
        List.of(
            program,
            "--port",
            String.valueOf(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no");
    TargetOptions options =
        new TargetOptions(
            port, "", Optional.empty(), Optional.empty(), 0, "", TargetOptions.Caps.NONE, "");
    return new RedisServer(
        RunningTarget.start("redis", command, workshop.log("redis-" + port), options, "raw"), port);
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Its CPU time and memory. */
  public ProcessFacts facts() {
    return process.facts();
  }

  @Override
  public void close() {
    process.close();
  }
}
