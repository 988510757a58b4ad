package dev.realtime.e2e.manifests;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that are written by hand but for the project's version, which stands in {@code pom.xml}.
 */
final class VersionedFiles {
  private static final String VERSION = "[0-9]+(\\.[0-9]+)+(-[0-9A-Za-z.]+)?";

  /** What stands before the version, by path below the root of the source tree. */
  private static final Map<String, List<String>> PLACES =
      Map.of(
          "manifests/base/kustomization.yaml", List.of("newTag: "),
          "manifests/base/operator.yaml", List.of("realtime\\.dev/server:"),
          "manifests/overlays/cluster-wide/kustomization.yaml",
              List.of("newTag: ", "realtime/server:"),
          "manifests/helm/realtime-operator/Chart.yaml", List.of("\nversion: ", "\nappVersion: "),
          "docs/install.md", List.of("realtime/operator:", "realtime/bundle:"));

  private VersionedFiles() {}

  /**
   * Their contents with a version, by path below the root of the source tree.
   *
   * @throws IllegalStateException where a file has no version at one of its places any more
   */
  static Map<String, String> of(Path project, String version) {
    var contents = new TreeMap<String, String>();
    PLACES.forEach(
        (path, places) -> {
          String text = Base.read(project.resolve(path));
          for (String place : places) {
            Matcher found = Pattern.compile("(" + place + ")" + VERSION).matcher(text);
            if (!found.find()) {
              throw new IllegalStateException(path + " has no version behind " + place.strip());
            }
            text = found.replaceAll("$1" + Matcher.quoteReplacement(version));
          }
          contents.put(path, text);
        });
    return contents;
  }
}
