package dev.realtime.e2e.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseTest {
  @TempDir Path directory;

  @Test
  void anArchiveDependsOnNamesContentsAndTheRightToExecuteAlone() throws IOException {
    Path one = tree("one", "2001-02-03T04:05:06Z");
    Path other = tree("other", "2025-06-07T08:09:10Z");

    new Archive().tree("x", one).write(directory.resolve("one.tar.gz"));
    new Archive().tree("x", other).write(directory.resolve("other.tar.gz"));

    assertThat(directory.resolve("one.tar.gz")).hasSameBinaryContentAs(other("other.tar.gz"));
    assertThat(other.resolve("bin/run").toFile().setExecutable(false)).isTrue();
    new Archive().tree("x", other).write(directory.resolve("other.tar.gz"));
    assertThat(Files.mismatch(directory.resolve("one.tar.gz"), other("other.tar.gz")))
        .as("the right to execute is part of it")
        .isNotNegative();
  }

  @Test
  void aFileThatIsNotAlikeIsNamed() throws IOException {
    Path one = release("one", "a", "same");
    Path other = release("other", "b", "same");
    assertThat(Sums.differences(one, one)).isEmpty();
    assertThat(Sums.differences(one, other)).containsExactly("first");
    Files.writeString(other.resolve("third"), "more");
    Sums.write(other);
    assertThat(Sums.differences(one, other)).containsExactly("first", "third");
  }

  @Test
  void aVersionWithoutItsEntryChartAndCrdsIsRefusedWithEachStep() throws IOException {
    Path project = directory.resolve("project");
    write(project.resolve("CHANGELOG.md"), "# Changelog\n\n## [1.0.0]\n");
    write(
        project.resolve("manifests/helm/realtime-operator/Chart.yaml"),
        "apiVersion: v2\nversion: 1.0.0\nappVersion: 1.0.0\n");
    write(project.resolve("manifests/base/crds/a.dev.yaml"), "schema");
    write(project.resolve("manifests/releases/1.0.0/crds/a.dev.yaml"), "schema");

    assertThat(Cut.missing(project, "1.0.0")).isEmpty();
    assertThat(Cut.missing(project, "1.1.0"))
        .hasSize(4)
        .anyMatch(step -> step.contains("no entry \"## [1.1.0]\""))
        .anyMatch(step -> step.contains("another appVersion"))
        .anyMatch(step -> step.contains("releases/1.1.0/crds/a.dev.yaml"));
    write(project.resolve("manifests/base/crds/a.dev.yaml"), "another schema");
    assertThat(Cut.missing(project, "1.0.0")).hasSize(1);
  }

  private Path other(String name) {
    return directory.resolve(name);
  }

  private Path tree(String name, String time) throws IOException {
    Path root = directory.resolve(name);
    write(root.resolve("lib/data"), "data");
    write(root.resolve("bin/run"), "#!/bin/sh");
    assertThat(root.resolve("bin/run").toFile().setExecutable(true)).isTrue();
    Files.setLastModifiedTime(root.resolve("lib/data"), FileTime.from(Instant.parse(time)));
    return root;
  }

  private Path release(String name, String first, String second) throws IOException {
    Path root = directory.resolve("release-" + name);
    write(root.resolve("first"), first);
    write(root.resolve("second"), second);
    Sums.write(root);
    return root;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
