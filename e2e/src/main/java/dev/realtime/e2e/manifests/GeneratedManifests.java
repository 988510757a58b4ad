package dev.realtime.e2e.manifests;

import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything below {@code manifests} that follows from {@code manifests/base}.
 *
 * @param project root of the source tree
 * @param kubectl has kustomize built in
 * @param version of the project, as images are tagged
 */
public record GeneratedManifests(Path project, Path kubectl, String version) {
  /** The single YAML, for {@code kubectl apply -f}. */
  public static final String INSTALL = "install.yaml";

  private static final String INSTALL_NOTE =
      """
      # The operator, watching all namespaces, in one file:
      #   kubectl apply --server-side -f install.yaml
      # Rendered from manifests/base by ./dev manifests; changes belong there.
      """;

  /** Contents by path below {@code manifests}. */
  public Map<String, String> contents() {
    Base base = new Base(manifests());
    var contents = new TreeMap<String, String>();
    contents.putAll(ChartFiles.of(base));
    contents.putAll(new OlmBundle(base, version).files());
    contents.put(INSTALL, INSTALL_NOTE + kustomize("base"));
    return contents;
  }

  /** What kustomize makes of a directory below {@code manifests}. */
  public String kustomize(String directory) {
    return Command.of(kubectl.toString(), "kustomize", manifests().resolve(directory).toString())
        .run();
  }

  /** Paths below {@code manifests} that are not as they should be. */
  public List<String> stale() {
    return contents().entrySet().stream()
        .filter(file -> !current(manifests().resolve(file.getKey()), file.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean current(Path file, String content) {
    return Files.exists(file) && Base.read(file).equals(content);
  }

  /** Writes what is stale, and returns it. */
  public List<String> write() {
    List<String> stale = stale();
    Map<String, String> contents = contents();
    for (String path : stale) {
      Path file = manifests().resolve(path);
      try {
        Files.createDirectories(file.getParent());
        Files.writeString(file, contents.get(path));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot write " + file, e);
      }
    }
    return stale;
  }

  private Path manifests() {
    return project.resolve("manifests");
  }
}
