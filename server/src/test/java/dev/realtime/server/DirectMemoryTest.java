package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.internal.OutOfDirectMemoryError;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bound of direct memory, and what happens near it. In a process of its own, as Netty takes the
 * bound when its first class is loaded.
 */
class DirectMemoryTest {
  @TempDir Path directory;

  @Test
  void buffersAreBoundedAndNewClientsAreRefusedBeforeTheBoundIsMet() throws Exception {
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Probe.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int code = process.waitFor();
    assertThat(code).as(() -> text(log)).isZero();
    assertThat(text(log)).contains("shed and back").contains("bounded");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Fills the direct memory of a server, and says what it saw. */
  static final class Probe {
    private static final long BOUND = 64L << 20;
    private static final Duration SOON = Duration.ofSeconds(60);

    private Probe() {}

    public static void main(String[] arguments) throws Exception {
      String yaml = TestServer.OPEN + "limits: {directMemory: 64MiB, shedLag: 1m}\n";
      List<ByteBuf> hog = new ArrayList<>();
      try (TestServer server = boundedServer(Path.of(arguments[0]), yaml)) {
        assertThat(server.counts("realtime_direct_memory_limit_bytes " + (double) BOUND)).isTrue();
        while (PlatformDependent.usedDirectMemory() < BOUND * 93 / 100) {
          hog.add(UnpooledByteBufAllocator.DEFAULT.directBuffer(256 << 10));
        }
        await().atMost(SOON).until(() -> server.management("/readyz").statusCode() == 503);
        assertThat(server.management("/health").body()).contains("memory is short");
        try (RawClient client = RawClient.connect(server.port())) {
          assertThat(client.upgrade("/connection/websocket"))
              .startsWith("HTTP/1.1 503")
              .contains("Retry-After: ");
        }
        letGo(hog);
        await().atMost(SOON).until(() -> server.management("/readyz").statusCode() == 200);
        System.out.println("shed and back");
        fill(hog);
      } finally {
        letGo(hog);
      }
    }

    private static TestServer boundedServer(Path directory, String yaml) throws Exception {
      Path file = directory.resolve("limits.yaml");
      Files.writeString(file, yaml);
      var options = new ServerOptions(file, directory, false, Map.of());
      DirectMemory.bound(options.load().config().limits());
      return TestServer.start(directory, yaml);
    }

    private static void fill(List<ByteBuf> hog) {
      try {
        while (hog.size() < 1000) {
          hog.add(UnpooledByteBufAllocator.DEFAULT.directBuffer(1 << 20));
        }
      } catch (OutOfDirectMemoryError e) {
        System.out.println("bounded");
      }
    }

    private static void letGo(List<ByteBuf> hog) {
      hog.forEach(ByteBuf::release);
      hog.clear();
    }
  }
}
