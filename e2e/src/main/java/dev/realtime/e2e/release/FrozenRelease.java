package dev.realtime.e2e.release;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What users of a release have, kept in the tree as it was: its CRDs and {@code install.yaml}, with
 * their checksums, and the commit that it was cut as. What comes later is compared with it and
 * upgraded from it.
 *
 * @param version as the directory is named
 * @param directory below {@value #RELEASES}
 */
public record FrozenRelease(String version, Path directory) {
  /** Below the root of the source tree, one directory for a release. */
  public static final String RELEASES = "manifests/releases";

  /** Known, and so written, only after the commit that freezes the rest. */
  private static final String COMMIT = "commit";

  private static final String INSTALL = "install.yaml";

  /** All of them, the oldest first. */
  public static List<FrozenRelease> all(Path project) {
    try (Stream<Path> found = Files.list(project.resolve(RELEASES))) {
      return found
          .filter(Files::isDirectory)
          .map(directory -> new FrozenRelease(directory.getFileName().toString(), directory))
          .sorted(Comparator.comparing(release -> Version.parse(release.version())))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the releases of " + project, e);
    }
  }

  /** The newest that is older than a version. */
  public static Optional<FrozenRelease> before(Path project, String version) {
    Version bound = Version.parse(version);
    return all(project).reversed().stream()
        .filter(release -> Version.parse(release.version()).compareTo(bound) < 0)
        .findFirst();
  }

  /**
   * Keeps the CRDs and {@code install.yaml} of this tree as those of a version.
   *
   * @throws ClusterException where that version has a commit: it is out, and stays as it is
   */
  public static FrozenRelease freeze(Path project, String version) throws IOException {
    FrozenRelease release = new FrozenRelease(version, project.resolve(RELEASES).resolve(version));
    if (Files.exists(release.directory().resolve(COMMIT))) {
      throw new ClusterException(
          "Version %s was released as commit %s and stays as it is; set the next version in pom.xml."
              .formatted(version, release.commit()));
    }
    Files.createDirectories(release.crds());
    for (Path crd : crdsIn(project)) {
      copy(crd, release.crds().resolve(crd.getFileName()));
    }
    copy(project.resolve("manifests").resolve(INSTALL), release.install());
    Sums.write(release.directory());
    return release;
  }

  /** The CRDs of the tree as it is, in order of name. */
  static List<Path> crdsIn(Path project) throws IOException {
    try (Stream<Path> files = Files.list(project.resolve("manifests/base/crds"))) {
      return files.filter(file -> file.toString().endsWith(".dev.yaml")).sorted().toList();
    }
  }

  public Path crds() {
    return directory.resolve("crds");
  }

  /** What {@code kubectl apply -f} was given. */
  public Path install() {
    return directory.resolve(INSTALL);
  }

  /**
   * The commit that it was cut as.
   *
   * @throws ClusterException where nobody has recorded it
   */
  public String commit() {
    Path file = directory.resolve(COMMIT);
    try {
      if (!Files.exists(file)) {
        throw new ClusterException(
            "%s is missing: write the commit into it that version %s was cut as (git rev-parse)"
                .formatted(file, version));
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  /** Files that are not what {@value Sums#FILE} beside them says, or that it does not know. */
  public List<String> changed() throws IOException {
    return Sums.changed(directory).stream().filter(file -> !file.equals(COMMIT)).toList();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
