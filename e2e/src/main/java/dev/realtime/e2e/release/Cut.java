package dev.realtime.e2e.release;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
    String kept = "manifests/releases/" + version + "/crds";
    try (Stream<Path> crds = Files.list(project.resolve("manifests/base/crds"))) {
      for (Path crd :
          crds.filter(file -> file.toString().endsWith(".dev.yaml")).sorted().toList()) {
        Path copy = project.resolve(kept).resolve(crd.getFileName());
        if (!Files.exists(copy) || Files.mismatch(crd, copy) >= 0) {
          missing.add(
              "%s is not that of manifests/base: cp %s %s"
                  .formatted(project.relativize(copy), project.relativize(crd), kept));
        }
      }
    }
    return missing;
  }
}
