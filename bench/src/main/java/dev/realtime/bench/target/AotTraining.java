package dev.realtime.bench.target;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.load.Generator;
import dev.realtime.bench.load.PublishPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Records the server's ahead-of-time cache under the load that it is going to have: connects with
 * tokens, subscriptions, publications in both wire formats. The image is made likewise, with a load
 * of its own.
 */
final class AotTraining {
  private static final int PORT = 22_700;
  private static final int CLIENTS = 400;
  private static final int PUBLICATIONS = 300;
  private static final int BYTES = 128;
  private static final int SETTLE_MILLIS = 20_000;

  /** Writing the cache takes the JVM some seconds at its end. */
  private static final int END_SECONDS = 120;

  private final RealtimeServer server;
  private final Path cache;
  private final Path inputs;

  private final String variant;

  /**
   * @param variant of the server that is trained: a JVM takes only a cache that was recorded with
   *     the object headers that it has itself
   * @param name of the cache
   */
  AotTraining(RealtimeServer server, Workshop workshop, String variant, String name) {
    this.server = server;
    this.variant = variant;
    cache = workshop.output().resolve(name + ".aot").toAbsolutePath();
    inputs = workshop.output().resolve(name + ".aot.inputs");
  }

  Path cache() {
    return cache;
  }

  /**
   * Records it, unless it is there for this very JVM, these options and jars. A JVM does not notice
   * by itself that a jar has changed since.
   */
  void record(List<Path> jars, List<String> javaOptions) throws IOException, InterruptedException {
    StringBuilder fingerprint = new StringBuilder();
    fingerprint.append(System.getProperty("java.vm.version")).append(' ').append(javaOptions);
    fingerprint.append('\n');
    for (Path jar : jars) {
      fingerprint
          .append(jar.getFileName())
          .append(' ')
          .append(Files.size(jar))
          .append(' ')
          .append(Files.getLastModifiedTime(jar))
          .append('\n');
    }
    String wanted = fingerprint.toString();
    if (Files.exists(cache) && Files.exists(inputs) && Files.readString(inputs).equals(wanted)) {
      return;
    }
    Files.deleteIfExists(cache);
    TargetOptions options = TargetOptions.standard(PORT).withVariant(variant);
    try (RunningTarget running =
        server.start(
            options,
            List.of(
                "-XX:AOTCacheOutput=" + cache,
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-AOTAdapterCaching"))) {
      try (Generator generator = new Generator(1, 1)) {
        load(generator, running, "json", "plain-");
        load(generator, running, "protobuf", "rec:");
      }
      if (!running.terminate(END_SECONDS) || !Files.exists(cache)) {
        throw new IOException(
            "The JVM left no AOT cache %d s after the training; see the server's log"
                .formatted(END_SECONDS));
      }
    }
    Files.writeString(inputs, wanted);
  }

  private static void load(
      Generator generator, RunningTarget running, String dialect, String prefix)
      throws InterruptedException {
    ClientPlan.Endpoint endpoint = running.endpoint(dialect);
    generator.connect(
        dialect,
        new ClientPlan(
            endpoint,
            CLIENTS,
            0,
            1,
            new ClientPlan.Channels(prefix, 1, true, true),
            true,
            0,
            false,
            new ClientPlan.Pace(32, 0, 60),
            BYTES));
    generator.publish(
        new PublishPlan(endpoint, prefix, 1, 1, 0, PUBLICATIONS, 100, System.nanoTime(), BYTES));
    generator.published();
    if (generator.settle(dialect, PUBLICATIONS, 1, SETTLE_MILLIS).clients() > 0) {
      throw new IllegalStateException("The server lost publications during the training");
    }
    generator.close(dialect);
  }
}
