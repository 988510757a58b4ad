package dev.realtime.e2e.release;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What must have been written by hand before a version can be built as a release. */
public final class Cut {
  private static final String SNAPSHOT = "-SNAPSHOT";

  private Cut() {}

  /**
   * Refuses a version that was not cut; a snapshot may be built at any time.
   *
   * @throws ClusterException naming each step that is missing
   */
  public static void require(Path project, String version) throws IOException {
    List<String> missing = version.endsWith(SNAPSHOT) ? List.of() : missing(project, version);
    if (!missing.isEmpty()) {
      throw new ClusterException(
          "Version "
              + version
              + " is not ready for release:\n  - "
              + String.join("\n  - ", missing));
    }
  }

  static List<String> missing(Path project, String version) throws IOException {
    var missing = new ArrayList<String>();
    if (!Files.readString(project.resolve("CHANGELOG.md")).contains("\n## [" + version + "]")) {
      missing.add("CHANGELOG.md has no entry \"## [" + version + "]\"");
    }
    String chart = Files.readString(project.resolve("manifests/helm/realtime-operator/Chart.yaml"));
    for (String key : List.of("version", "appVersion")) {
      if (!chart.contains("\n" + key + ": " + version + "\n")) {
        missing.add("Chart.yaml has another " + key);
      }
    }
    if (!isFrozen(project, version)) {
      missing.add(
          "%s/%s has not the CRDs and install.yaml of this tree: ./dev release --freeze"
              .formatted(FrozenRelease.RELEASES, version));
    }
    return missing;
  }

  private static boolean isFrozen(Path project, String version) throws IOException {
    FrozenRelease release =
        new FrozenRelease(version, project.resolve(FrozenRelease.RELEASES).resolve(version));
    if (!Files.exists(release.directory().resolve(Sums.FILE)) || !release.changed().isEmpty()) {
      return false;
    }
    for (Path crd : FrozenRelease.crdsIn(project)) {
      if (!alike(crd, release.crds().resolve(crd.getFileName()))) {
        return false;
      }
    }
    return alike(project.resolve("manifests/install.yaml"), release.install());
  }

  private static boolean alike(Path file, Path copy) throws IOException {
    return Files.exists(copy) && Files.mismatch(file, copy) < 0;
  }
}
