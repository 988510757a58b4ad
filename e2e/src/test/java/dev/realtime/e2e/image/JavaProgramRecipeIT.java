package dev.realtime.e2e.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Builds an image of a small program, and runs it with the image's own runtime and options. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaProgramRecipeIT {
  private static final String PROGRAM =
      """
      package sample;
      public final class Main {
        public static void main(String[] args) throws Exception {
          if (args[0].equals("print")) {
            System.out.println("heap " + Runtime.getRuntime().maxMemory() + " " + Greeting.text());
            return;
          }
          var address = new java.net.InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
          var server = com.sun.net.httpserver.HttpServer.create(address, 0);
          server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
          Greeting.text();
          server.start();
        }
      }
      """;
  private static final String GREETING =
      """
      package sample;
      public final class Greeting {
        public static String text() {
          return "hello";
        }
      }
      """;

  @TempDir static Path temporary;

  private int port;
  private UnpackedImage image;

  @BeforeAll
  void packageProgram() throws IOException {
    Path module = temporary.resolve("project/sample");
    Path lib = Files.createDirectories(module.resolve("target/lib"));
    jar("Greeting", GREETING, lib.resolve("greeting.jar"));
    jar(
        "Main",
        PROGRAM,
        module.resolve("target/realtime-sample-" + ProjectVersion.current() + ".jar"));
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    image =
        UnpackedImage.of(build(settings(), this::awaitListening), temporary.resolve("unpacked"));
  }

  @Test
  void theProgramStartsFromItsAotCacheAsAUserWithoutRights() throws Exception {
    List<String> said =
        image.run(
            "/opt/java/bin/java",
            "-XX:AOTMode=on",
            "-Xlog:class+load",
            "@/opt/realtime/java.options",
            "sample.Main",
            "print");

    assertThat(said).anyMatch(line -> line.startsWith("heap ") && line.endsWith("hello"));
    assertThat(said)
        .anyMatch(line -> line.contains("sample.Greeting source: shared objects file"))
        .noneMatch(line -> line.contains("[warning]"));
  }

  @Test
  void aProcessWithOtherOptionsStartsWithoutTheCacheAndSaysSo() throws Exception {
    List<String> said =
        image.run(
            "/opt/java/bin/java",
            "@/opt/realtime/java.options",
            "-XX:-UseCompactObjectHeaders",
            "-Xlog:class+load",
            "sample.Main",
            "print");

    assertThat(said)
        .anyMatch(line -> line.startsWith("heap ") && line.endsWith("hello"))
        .anyMatch(line -> line.endsWith("Unable to use AOT cache."))
        .anyMatch(line -> line.contains("sample.Greeting source: file:"));
  }

  @Test
  void theBuildFailsWithTheProgramsWordsWhereItDoesNotGetReady() {
    TrainingLoad never =
        (phase, program) -> {
          throw new TrainingLoad.NotReadyException("nobody listens");
        };

    Directories fresh =
        new Directories(temporary.resolve("project"), temporary.resolve("fresh"), temporary);
    assertThatThrownBy(() -> build(ImageSettings.of(fresh), never))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("did not get ready: nobody listens");
  }

  @Test
  void withoutACacheTwoBuildsGiveTheSameDigest() throws Exception {
    BuiltImage first = build(settings().withoutAotCache(), this::awaitListening);
    Directories elsewhere =
        new Directories(temporary.resolve("project"), temporary.resolve("other"), temporary);
    BuiltImage second = build(ImageSettings.of(elsewhere).withoutAotCache(), this::awaitListening);

    assertThat(second.digest()).isEqualTo(first.digest());
  }

  private BuiltImage build(ImageSettings settings, TrainingLoad load) throws IOException {
    JavaProgram program =
        new JavaProgram(
            ProjectImage.SERVER,
            "sample",
            "sample.Main",
            List.of("print"),
            List.of(),
            (surroundings, work) -> training(load));
    return new ImageBuilder(settings, Progress.onTerminal())
        .build(new JavaProgramRecipe(program, settings));
  }

  private ImageSettings settings() {
    return ImageSettings.of(
        new Directories(temporary.resolve("project"), temporary.resolve("cache"), temporary));
  }

  private Training training(TrainingLoad load) {
    return new Training() {
      @Override
      public List<String> arguments() {
        return List.of(Integer.toString(port));
      }

      @Override
      public TrainingLoad load() {
        return load;
      }

      @Override
      public void close() {}
    };
  }

  private void awaitListening(AotCache.Phase phase, Process program) throws IOException {
    boolean listens = false;
    while (!listens) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        listens = true;
      } catch (ConnectException notYet) {
        Thread.onSpinWait();
      }
    }
  }

  private void jar(String name, String source, Path target) throws IOException {
    Path home = Path.of(System.getProperty("java.home"));
    Path work = Files.createTempDirectory(temporary, name);
    Path file = Files.writeString(work.resolve(name + ".java"), source);
    Path classes = Files.createDirectories(temporary.resolve("classes-" + name));
    String classPath = temporary.resolve("classes-Greeting").toString();
    Command.of(
            home.resolve("bin/javac").toString(),
            "-cp",
            classPath,
            "-d",
            classes.toString(),
            file.toString())
        .run();
    Command.of(
            home.resolve("bin/jar").toString(),
            "--create",
            "--date=2026-01-01T00:00:00Z",
            "--file=" + target,
            "-C",
            classes.toString(),
            ".")
        .run();
  }
}
