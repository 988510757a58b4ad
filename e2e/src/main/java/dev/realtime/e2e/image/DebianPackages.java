package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Debian packages unpacked into a directory, without installing them: no script of theirs runs, and
 * this machine's own packages stay as they are.
 *
 * <p>The versions are those that apt would install now, so an image is rebuilt after {@code apt-get
 * update} has brought a security fix.
 */
final class DebianPackages {
  private static final Map<String, String> QUIET = Map.of("DEBIAN_FRONTEND", "noninteractive");

  private static final Duration DOWNLOAD_TIMEOUT = Duration.ofMinutes(10);

  private final List<String> names;

  DebianPackages(String... names) {
    this.names = List.of(names);
  }

  /** Adds names and candidate versions. */
  void addInputs(Fingerprint fingerprint) throws IOException {
    candidates().forEach(candidate -> fingerprint.add("debian", candidate));
  }

  /** What they are, for a bill of materials. */
  List<Material> materials() throws IOException {
    List<String> line = new ArrayList<>(List.of("apt-cache", "show", "--no-all-versions"));
    line.addAll(candidates());
    String release = release();
    List<Material> materials = new ArrayList<>();
    for (String stanza : Command.of(line).run().strip().split("\n\n+", -1)) {
      String name = field(stanza, "Package").orElseThrow();
      materials.add(
          new Material(
              Material.Kind.DEBIAN,
              name,
              field(stanza, "Version").orElseThrow(),
              // With a version in brackets where the source has another.
              field(stanza, "Source").map(source -> source.split(" ", 2)[0]).orElse(name),
              release));
    }
    materials.sort(Comparator.comparing(Material::name));
    return materials;
  }

  private static Optional<String> field(String stanza, String name) {
    return stanza
        .lines()
        .filter(text -> text.startsWith(name + ": "))
        .map(text -> text.substring(name.length() + 2))
        .findFirst();
  }

  /** The number of the distribution, {@code 12} for bookworm. */
  private static String release() throws IOException {
    return Files.readAllLines(Path.of("/etc/os-release")).stream()
        .filter(text -> text.startsWith("VERSION_ID="))
        .map(text -> text.substring("VERSION_ID=".length()).replace("\"", ""))
        .findFirst()
        .orElseThrow(() -> new ClusterException("/etc/os-release has no VERSION_ID"));
  }

  /**
   * Downloads and unpacks all packages.
   *
   * @param work an empty directory
   * @return the directory that holds {@code usr}, {@code etc} and so on
   */
  Path unpack(Path work) throws IOException {
    Path archives = Files.createDirectories(work.resolve("archives"));
    List<String> line = new ArrayList<>(List.of("apt-get", "--quiet=2"));
    // The download runs as this user: apt's own sandbox user cannot write to our directory.
    line.addAll(List.of("-o", "APT::Sandbox::User=", "download"));
    line.addAll(candidates());
    Command.of(line).with(QUIET).in(archives).within(DOWNLOAD_TIMEOUT).run();
    Path root = Files.createDirectories(work.resolve("root"));
    try (Stream<Path> files = Files.list(archives)) {
      for (Path archive : files.sorted().toList()) {
        Command.of("dpkg-deb", "-x", archive.toString(), root.toString()).run();
      }
    }
    makeLinksRelative(root);
    return root;
  }

  private List<String> candidates() throws IOException {
    List<String> found = policy();
    if (found.size() < names.size()) {
      // A fresh machine or container has no package lists yet.
      Command.of("apt-get", "--quiet=2", "update").with(QUIET).within(DOWNLOAD_TIMEOUT).run();
      found = policy();
    }
    if (found.size() < names.size()) {
      throw new ClusterException(
          "apt knows only %s of the packages %s: check /etc/apt/sources.list*, then apt-get update"
              .formatted(found, names));
    }
    return found;
  }

  /** Returns {@code name=version} of each package that apt has a candidate for. */
  private List<String> policy() throws IOException {
    List<String> line = new ArrayList<>(List.of("apt-cache", "policy"));
    line.addAll(names);
    List<String> found = new ArrayList<>();
    String current = "";
    for (String text : Command.of(line).run().lines().toList()) {
      if (!text.startsWith(" ") && text.endsWith(":")) {
        current = text.substring(0, text.length() - 1);
      }
      String version = text.strip();
      if (version.startsWith("Candidate: ") && !version.endsWith("(none)")) {
        found.add(current + "=" + version.substring("Candidate: ".length()));
      }
    }
    return found;
  }

  /** An absolute link of a package would lead out of the directory it is unpacked in. */
  private static void makeLinksRelative(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isSymbolicLink()) {
              Path target = Files.readSymbolicLink(file);
              if (target.isAbsolute()) {
                Path inside = root.resolve(Path.of("/").relativize(target));
                Files.delete(file);
                Path parent = Objects.requireNonNull(file.getParent(), "a file below root");
                Files.createSymbolicLink(file, parent.relativize(inside));
              }
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
