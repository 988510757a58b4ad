package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.sys.Locks;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.BuiltImage;
import dev.realtime.e2e.image.Fingerprint;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.ProjectImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Server and operator: packaged where their sources changed, and as images.
 *
 * @param workspace where
 */
record Product(Workspace workspace) {
  private static final List<ProjectImage> IMAGES =
      List.of(ProjectImage.REDIS, ProjectImage.SERVER, ProjectImage.OPERATOR);

  private static final List<String> MODULES = List.of("crds", "server", "operator");

  private static final List<String> PROGRAMS = List.of("server", "operator");

  /** Packages both, unless nothing changed since the last time. */
  void compile() {
    Path project = workspace.directories().project();
    try (Locks.Held _ = Locks.take(project.resolve("target/package.lock"))) {
      BuildStamp stamp = stamp(project);
      if (stamp.isCurrent()) {
        return;
      }
      stamp.remove();
      try (Progress.Step _ = workspace.progress().begin("Compiling server and operator")) {
        workspace.maven().mustRun("-pl", "server,operator", "-am", "-DskipTests", "package");
      }
      stamp.write();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for changed sources in " + project, e);
    }
  }

  /** Returns the images of server, operator and Redis, built where they changed. */
  List<BuiltImage> images() {
    compile();
    ImageCatalog catalog = ImageCatalog.standard(workspace.directories(), workspace.progress());
    return IMAGES.stream().map(catalog::build).toList();
  }

  private static BuildStamp stamp(Path project) throws IOException {
    List<Path> outputs = new ArrayList<>();
    for (String module : PROGRAMS) {
      Path target = project.resolve(module).resolve("target");
      String jar = "realtime-" + module + "-" + ProjectImage.OPERATOR.tag() + ".jar";
      outputs.addAll(
          List.of(target.resolve(jar), target.resolve("lib"), target.resolve("classes")));
    }
    return new BuildStamp(
        project.resolve("operator/target/packaged-inputs"), inputs(project), outputs);
  }

  private static String inputs(Path project) throws IOException {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add(project.resolve("pom.xml"));
    // The operator's jar has it.
    fingerprint.add(project.resolve("manifests/base/rbac.yaml"));
    for (String module : MODULES) {
      Path directory = project.resolve(module);
      fingerprint.add(directory.resolve("pom.xml")).addTree(directory.resolve("src/main"));
    }
    return fingerprint.value();
  }
}
