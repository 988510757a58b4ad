package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Redis for the time of a recording, run from the unpacked packages of the Redis image. */
final class TrainingRedis implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);

  private final Process process;
  private final int port;

  private TrainingRedis(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it on 127.0.0.1, without persistence, and waits until it listens. */
  static TrainingRedis start(Path work, int port) throws IOException {
    Path root = DebianPrograms.redis().debian().unpack(work);
    List<String> line =
        List.of(
            root.resolve("lib64/ld-linux-x86-64.so.2").toRealPath().toString(),
            "--library-path",
            root.resolve("lib/x86_64-linux-gnu") + ":" + root.resolve("usr/lib/x86_64-linux-gnu"),
            root.resolve("usr/bin/redis-server").toString(),
            "--bind",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--save",
            "",
            "--dir",
            work.toString());
    Path log = work.resolve("redis.log");
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    TrainingRedis redis = new TrainingRedis(process, port);
    if (!redis.listens()) {
      redis.close();
      throw new ClusterException(
          "Redis did not start for the recording:\n" + Files.readString(log));
    }
    return redis;
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private boolean listens() {
    return Await.within(START_TIMEOUT, () -> !process.isAlive() || accepts()) && process.isAlive();
  }

  private boolean accepts() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
