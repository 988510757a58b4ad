package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.sys.Locks;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The kubectl plugin: packaged where its sources changed.
 *
 * @param workspace where
 */
record Plugin(Workspace workspace) {
  private static final List<String> MODULES = List.of("crds", "cli");

  /** Returns the directory with the programs, for the path. */
  Path bin() {
    Path project = workspace.directories().project();
    Path home = project.resolve("cli/target/kubectl-realtime");
    try (Locks.Held _ = Locks.take(project.resolve("target/package.lock"))) {
      BuildStamp stamp =
          new BuildStamp(
              project.resolve("cli/target/packaged-inputs"),
              inputs(project),
              // The launcher notes beside them which Java fitted.
              List.of(home.resolve("bin"), home.resolve("lib")));
      if (!stamp.isCurrent()) {
        stamp.remove();
        try (Progress.Step _ = workspace.progress().begin("Compiling the kubectl plugin")) {
          workspace.maven().mustRun("-pl", "cli", "-am", "-DskipTests", "package");
        }
        stamp.write();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for changed sources in " + project, e);
    }
    return home.resolve("bin");
  }

  private static String inputs(Path project) throws IOException {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add(project.resolve("pom.xml"));
    for (String module : MODULES) {
      Path directory = project.resolve(module);
      fingerprint.add(directory.resolve("pom.xml")).addTree(directory.resolve("src/main"));
    }
    return fingerprint.value();
  }
}
