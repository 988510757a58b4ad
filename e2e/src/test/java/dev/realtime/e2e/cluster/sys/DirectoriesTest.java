package dev.realtime.e2e.cluster.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {
  @TempDir Path tree;

  @Test
  void theEnvironmentDecides() {
    Directories directories =
        Directories.of(
            Map.of(
                "XDG_CACHE_HOME", "/fast",
                "REALTIME_HOME", "/large",
                "REALTIME_PROJECT", "/source"),
            tree);
    assertThat(directories)
        .isEqualTo(
            new Directories(
                Path.of("/source"), Path.of("/fast/realtime-operator"), Path.of("/large")));
  }

  @Test
  void theTreeIsFoundFromBelow() throws IOException {
    Files.createFile(tree.resolve("mvnw"));
    Path below = Files.createDirectories(tree.resolve("e2e/tools/kubernetes"));
    assertThat(Directories.of(Map.of("HOME", "/home/me"), below).project()).isEqualTo(tree);
  }
}
