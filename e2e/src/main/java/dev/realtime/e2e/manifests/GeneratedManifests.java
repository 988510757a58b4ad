package dev.realtime.e2e.manifests;

import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.release.FrozenRelease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that follows from {@code manifests/base}: the rest of {@code manifests}, and the page
 * about the API; and the version in what is written by hand.
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

  /** Contents by path below the root of the source tree. */
  public Map<String, String> contents() {
    Base base = new Base(manifests());
    var files = new TreeMap<String, String>();
    files.putAll(ChartFiles.of(base));
    files.putAll(olm(base).files());
    files.put(INSTALL, INSTALL_NOTE + kustomize("base"));
    var contents = new TreeMap<String, String>();
    files.forEach((path, content) -> contents.put("manifests/" + path, content));
    contents.putAll(VersionedFiles.of(project, version));
    contents.put(ApiReference.PATH, ApiReference.of(base.crds().stream().map(Base::read).toList()));
    return contents;
  }

  private OlmBundle olm(Base base) {
    return new OlmBundle(
        base, version, FrozenRelease.before(project, version).map(FrozenRelease::version));
  }

  /** What kustomize makes of a directory below {@code manifests}. */
  public String kustomize(String directory) {
    return Command.of(kubectl.toString(), "kustomize", manifests().resolve(directory).toString())
        .run();
  }

  /** Paths below the root of the source tree that are not as they should be. */
  public List<String> stale() {
    return contents().entrySet().stream()
        .filter(file -> !current(project.resolve(file.getKey()), file.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean current(Path file, String content) {
    return Files.exists(file) && Base.read(file).equals(content);
  }

  /** Writes what is stale, and returns it. */
  public List<String> write() {
    // The base first: what is rendered from it has the version from there.
    List<String> written = new ArrayList<>(write(VersionedFiles.of(project, version)));
    written.addAll(write(contents()));
    return written;
  }

  private List<String> write(Map<String, String> contents) {
    var written = new ArrayList<String>();
    contents.forEach(
        (path, content) -> {
          Path file = project.resolve(path);
          if (!current(file, content)) {
            try {
              Files.createDirectories(file.getParent());
              Files.writeString(file, content);
            } catch (IOException e) {
              throw new UncheckedIOException("Cannot write " + file, e);
            }
            written.add(path);
          }
        });
    return written;
  }

  private Path manifests() {
    return project.resolve("manifests");
  }
}
