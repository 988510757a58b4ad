package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A packaged program and what it depends on.
 *
 * @param program its own jar
 * @param dependencies all others, in name order
 */
record ClassPath(Path program, List<Path> dependencies) {
  /** Native code for other platforms than an image's. */
  private static final Pattern FOREIGN =
      Pattern.compile(".*-(osx|windows|linux-(aarch_64|riscv64))[^/]*\\.jar");

  /**
   * Finds what {@code ./mvnw package} left in {@code target} of a module.
   *
   * @throws ClusterException where the module is not packaged
   */
  static ClassPath of(Path module) throws IOException {
    Path target = module.resolve("target");
    Path program =
        target.resolve(
            "realtime-%s-%s.jar".formatted(module.getFileName(), ProjectVersion.current()));
    Path lib = target.resolve("lib");
    if (!Files.isRegularFile(program) || !Files.isDirectory(lib)) {
      throw new ClusterException(
          "%s is not packaged (looked for %s and %s): run ./mvnw package -DskipTests"
              .formatted(module.getFileName(), program, lib));
    }
    try (Stream<Path> jars = Files.list(lib)) {
      return new ClassPath(
          program,
          jars.filter(jar -> jar.toString().endsWith(".jar"))
              .filter(jar -> !FOREIGN.matcher(jar.toString()).matches())
              .sorted()
              .toList());
    }
  }

  List<Path> all() {
    List<Path> all = new ArrayList<>(List.of(program));
    all.addAll(dependencies);
    return all;
  }
}
