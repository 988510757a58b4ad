package dev.realtime.e2e.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.image.ProjectImage;
import dev.realtime.e2e.release.FrozenRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionedFilesTest {
  private static final Path PROJECT = Directories.standard().project();

  @TempDir private Path directory;

  @Test
  void allOfThemHaveTheVersionOfThePom() {
    VersionedFiles.of(PROJECT, ProjectImage.OPERATOR.tag())
        .forEach(
            (path, content) ->
                assertThat(Base.read(PROJECT.resolve(path)))
                    .as("%s: run ./dev manifests and commit", path)
                    .isEqualTo(content));
  }

  @Test
  void anotherVersionIsWrittenIntoEachOfThem() {
    assertThat(VersionedFiles.of(PROJECT, "12.3.4-rc.1"))
        .allSatisfy(
            (path, content) ->
                assertThat(content)
                    .contains("12.3.4-rc.1")
                    .doesNotContain(ProjectImage.OPERATOR.tag()));
  }

  @Test
  void noPlaceIsLeftBehindWithAnOlderRelease() throws IOException {
    var left = new ArrayList<String>();
    for (FrozenRelease release : FrozenRelease.all(PROJECT)) {
      if (!release.version().equals(ProjectImage.OPERATOR.tag())) {
        left.addAll(placesWith(release.version()));
      }
    }
    assertThat(left).as("add them to VersionedFiles").isEmpty();
  }

  @Test
  void aFileThatHasLostItsVersionIsNamed() throws IOException {
    for (String path : VersionedFiles.of(PROJECT, "1.0.0").keySet()) {
      Path copy = directory.resolve(path);
      Files.createDirectories(copy.getParent());
      Files.writeString(copy, Base.read(PROJECT.resolve(path)));
    }
    Path overlay = directory.resolve("manifests/base/kustomization.yaml");
    Files.writeString(overlay, Base.read(overlay).replace("newTag", "digest"));
    assertThatThrownBy(() -> VersionedFiles.of(directory, "1.0.0"))
        .hasMessage("manifests/base/kustomization.yaml has no version behind newTag:");
  }

  /** As a tag, a name's end or a version's value; prose may speak of an older release. */
  private static List<String> placesWith(String version) throws IOException {
    Pattern used =
        Pattern.compile(
            "(:|\\.v|[vV]ersion>?:? ?\"?|Tag: |revision>)"
                + Pattern.quote(version)
                + "(?![0-9.]*[0-9])");
    var places = new ArrayList<String>();
    for (String root : List.of("manifests", "docs", "README.md", "pom.xml", "dev")) {
      try (Stream<Path> files = Files.walk(PROJECT.resolve(root))) {
        for (Path file : files.filter(VersionedFilesTest::isLooked).toList()) {
          for (String line : Base.read(file).lines().toList()) {
            if (used.matcher(line).find() && !line.strip().startsWith("replaces: ")) {
              places.add(PROJECT.relativize(file) + ": " + line.strip());
            }
          }
        }
      }
    }
    return places;
  }

  private static boolean isLooked(Path file) {
    return Files.isRegularFile(file)
        && !file.startsWith(PROJECT.resolve(FrozenRelease.RELEASES))
        && (file.toString().matches(".*\\.(md|ya?ml|xml|json|tpl|txt|Dockerfile)")
            || file.endsWith("dev"));
  }
}
