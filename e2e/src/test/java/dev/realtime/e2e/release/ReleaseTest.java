package dev.realtime.e2e.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.image.ProjectImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
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
    write(project.resolve("manifests/install.yaml"), "installation");
    FrozenRelease frozen = FrozenRelease.freeze(project, "1.0.0");

    assertThat(Cut.missing(project, "1.0.0")).isEmpty();
    assertThat(Cut.missing(project, "1.1.0"))
        .hasSize(4)
        .anyMatch(step -> step.contains("no entry \"## [1.1.0]\""))
        .anyMatch(step -> step.contains("another appVersion"))
        .anyMatch(step -> step.contains("releases/1.1.0"));
    write(project.resolve("manifests/base/crds/a.dev.yaml"), "another schema");
    assertThat(Cut.missing(project, "1.0.0")).hasSize(1);
    FrozenRelease.freeze(project, "1.0.0");
    assertThat(Cut.missing(project, "1.0.0")).isEmpty();
    write(project.resolve("manifests/install.yaml"), "another installation");
    assertThat(Cut.missing(project, "1.0.0")).hasSize(1);

    write(frozen.directory().resolve("commit"), "abc\n");
    assertThat(frozen.commit()).isEqualTo("abc");
    assertThatThrownBy(() -> FrozenRelease.freeze(project, "1.0.0"))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("was released as commit abc");
  }

  @Test
  void whatIsChangedAddedOrLostInAFrozenReleaseIsNamed() throws IOException {
    Path project = directory.resolve("project");
    write(project.resolve("manifests/base/crds/a.dev.yaml"), "schema");
    write(project.resolve("manifests/base/crds/b.dev.yaml"), "schema");
    write(project.resolve("manifests/install.yaml"), "installation");
    FrozenRelease frozen = FrozenRelease.freeze(project, "1.0.0");
    assertThat(frozen.changed()).isEmpty();

    write(frozen.install(), "edited");
    write(frozen.crds().resolve("c.dev.yaml"), "schema");
    Files.delete(frozen.crds().resolve("b.dev.yaml"));
    assertThat(frozen.changed())
        .containsExactly("crds/b.dev.yaml", "crds/c.dev.yaml", "install.yaml");
  }

  @Test
  void releasesAreInOrderOfTheirVersions() throws IOException {
    for (String version : List.of("0.10.0", "0.9.0", "0.9.1", "1.0.0")) {
      Files.createDirectories(directory.resolve(FrozenRelease.RELEASES).resolve(version));
    }
    assertThat(FrozenRelease.all(directory))
        .extracting(FrozenRelease::version)
        .containsExactly("0.9.0", "0.9.1", "0.10.0", "1.0.0");
    assertThat(FrozenRelease.before(directory, "1.0.0").orElseThrow().version())
        .isEqualTo("0.10.0");
    assertThat(FrozenRelease.before(directory, "0.9.0")).isEmpty();
  }

  @Test
  void releasesThatAreOutAreAsTheyWereAndHaveTheirCommit() throws IOException {
    Path project = Directories.standard().project();
    List<FrozenRelease> releases = FrozenRelease.all(project);
    assertThat(releases).isNotEmpty();
    for (FrozenRelease release : releases) {
      assertThat(release.changed()).as("%s, which never changes again", release).isEmpty();
      assertThat(Sums.changed(release.directory()))
          .as("only the version of the tree may have no commit yet")
          .isEqualTo(
              release.version().equals(ProjectImage.OPERATOR.tag())
                  ? List.of()
                  : List.of("commit"));
    }
  }

  @Test
  void theChangelogSaysWhatIsNewInTheVersionOfTheTree() throws IOException {
    Path project = Directories.standard().project();
    String version = ProjectImage.OPERATOR.tag();
    String changelog = Files.readString(project.resolve("CHANGELOG.md"));
    String newest =
        changelog.substring(changelog.indexOf("\n## ") + 1).lines().findFirst().orElse("");
    assertThat(newest)
        .startsWith("## [%s]".formatted(unreleased(project) ? "Unreleased" : version));
  }

  /** Until {@code ./dev release --freeze}. */
  private static boolean unreleased(Path project) {
    return FrozenRelease.all(project).stream()
        .noneMatch(release -> release.version().equals(ProjectImage.OPERATOR.tag()));
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
