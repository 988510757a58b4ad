package dev.realtime.e2e.manifests;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The hand-written manifests.
 *
 * @param manifests the directory {@code manifests}
 */
record Base(Path manifests) {
  /** CRDs, in order of name. */
  List<Path> crds() {
    return crds(manifests.resolve("base/crds"));
  }

  /** The CRDs in a directory, in order of name. */
  static List<Path> crds(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".dev.yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the CRDs in " + directory, e);
    }
  }

  String text(String name) {
    return read(manifests.resolve("base").resolve(name));
  }

  /** The rules of a role in rbac.yaml, as written there, with their comments. */
  String rules(String kind, String name) {
    String document =
        documents(text("rbac.yaml")).stream()
            .filter(text -> text.contains("\nkind: " + kind + "\n"))
            .filter(text -> text.contains("\n  name: " + name + "\n"))
            .findFirst()
            .orElseThrow(
                () -> new ClusterException("manifests/base/rbac.yaml has no " + kind + " " + name));
    int start = document.indexOf("\nrules:\n");
    if (start < 0) {
      throw new ClusterException(
          kind + " " + name + " in manifests/base/rbac.yaml has no block \"rules:\"");
    }
    return document.substring(start + "\nrules:\n".length()).stripTrailing() + "\n";
  }

  /** The documents of a YAML text. */
  static List<String> documents(String text) {
    return Arrays.stream(("\n" + text).split("\n---(?=\n)", -1))
        .filter(document -> !document.isBlank())
        .toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
