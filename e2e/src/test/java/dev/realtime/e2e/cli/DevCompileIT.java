package dev.realtime.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When {@code ./dev} compiles the harness, with a Maven that only counts. */
class DevCompileIT {
  private static final String MAVEN = "#!/bin/sh\necho >> compilations\n";

  @TempDir private static Path directory;
  private static DevCopy dev;
  private static Path compilations;

  @BeforeAll
  static void copy() throws IOException {
    dev = DevCopy.in(directory);
    compilations = dev.project().resolve("compilations");
  }

  @BeforeEach
  void compiled() throws IOException {
    maven(MAVEN);
    dev.compiled();
    Files.deleteIfExists(compilations);
  }

  @Test
  void whatIsCompiledIsNotCompiledAgain() {
    assertThat(dev().status()).isZero();
    assertThat(compilations).doesNotExist();
  }

  @Test
  void theClassesOfAnotherBuildInThisTreeAreCompiledAgain() throws IOException {
    Files.writeString(dev.project().resolve("e2e/target/classes/Other.class"), "an edit's");
    assertThat(dev().status()).isZero();
    assertThat(dev().status()).isZero();
    assertThat(compilations).hasContent("\n");
  }

  @Test
  void aCompilationThatFailsIsTriedAgainThoughTheSourcesAreAsBefore() throws IOException {
    Path source = dev.project().resolve("e2e/src/main/java/Edit.java");
    Files.writeString(source, "no Java");
    maven(MAVEN + "exit 3\n");
    assertThat(dev().status()).isEqualTo(3);
    Files.delete(source);
    assertThat(dev().status()).isEqualTo(3);
  }

  @Test
  void oneOfTwoAtATimeCompilesAndTheOtherWaits() throws IOException {
    dev.uncompiled();
    maven(MAVEN + "sleep 2\n");
    CompletableFuture<Command.Result> other = CompletableFuture.supplyAsync(DevCompileIT::dev);
    assertThat(dev().status()).isZero();
    assertThat(other.join().status()).isZero();
    assertThat(compilations).hasContent("\n");
  }

  private static void maven(String script) throws IOException {
    Files.writeString(dev.project().resolve("mvnw"), script);
  }

  private static Command.Result dev() {
    Map<String, String> environment =
        Map.of("PATH", System.getenv("PATH"), "JAVA_HOME", System.getProperty("java.home"));
    return Command.of(dev.line(List.of(), environment, "--help")).tryRun();
  }
}
