package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Directories;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The harness in a tree of its own that everybody may read: what is tried there touches neither
 * this tree nor the state of a cluster that somebody else runs.
 *
 * @param project the copy
 */
record DevCopy(Path project) {
  private static final String STAMP = "e2e/target/dev-stamp";

  private static final List<String> PARTS =
      List.of(
          "dev",
          "mvnw",
          ".mvn",
          "pom.xml",
          "crds/src/main",
          "crds/target/classes",
          "e2e/src/main",
          "e2e/tools",
          "e2e/target/classes");

  /** Makes it in a directory that exists. */
  static DevCopy in(Path directory) throws IOException {
    Path original = Directories.standard().project();
    Path project = Files.createDirectory(directory.resolve("project"));
    copy(original, project, PARTS);
    copy(original, project, poms(original));
    List<String> classPath = new ArrayList<>();
    Path libraries = Files.createDirectory(directory.resolve("lib"));
    for (String entry :
        Files.readString(original.resolve("e2e/target/class-path")).strip().split(":", -1)) {
      Path library = libraries.resolve(classPath.size() + "-" + new File(entry).getName());
      Command.of("cp", "-r", entry, library.toString()).run();
      classPath.add(library.toString());
    }
    Files.writeString(project.resolve("e2e/target/class-path"), String.join(":", classPath));
    Command.of("chmod", "-R", "a+rX", directory.toString()).run();
    return new DevCopy(project);
  }

  private static void copy(Path from, Path to, List<String> parts) {
    List<String> line = new ArrayList<>(List.of("cp", "-r", "--parents"));
    line.addAll(parts);
    line.add(to.toString());
    Command.of(line).in(from).run();
  }

  /** Maven wants to see each module's. */
  private static List<String> poms(Path project) throws IOException {
    try (Stream<Path> children = Files.list(project)) {
      return children
          .map(child -> child.resolve("pom.xml"))
          .filter(Files::exists)
          .map(pom -> project.relativize(pom).toString())
          .toList();
    }
  }

  /** Notes that all is compiled, in the script's own way. */
  void compiled() {
    Command.of("bash", "-c", "eval \"$(sed -n '/^stamp=/,/^write_stamp/p' dev)\"; write_stamp")
        .in(project)
        .run();
  }

  /** Makes the script compile before it does anything else. */
  void uncompiled() throws IOException {
    Files.deleteIfExists(project.resolve(STAMP));
  }

  boolean isCompiled() {
    return Files.exists(project.resolve(STAMP));
  }

  /**
   * The line that runs the script.
   *
   * @param wrapper programs in front of it
   * @param environment all that the script sees
   */
  List<String> line(List<String> wrapper, Map<String, String> environment, String... arguments) {
    List<String> line = new ArrayList<>(wrapper);
    line.addAll(List.of("env", "-i"));
    environment.forEach((name, value) -> line.add(name + "=" + value));
    line.add(project.resolve("dev").toString());
    line.addAll(List.of(arguments));
    return line;
  }
}
