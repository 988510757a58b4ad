package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.release.Release;
import java.nio.file.Path;

/**
 * The Java libraries of all that is shipped, as CycloneDX.
 *
 * @param project root of a source tree in which everything is packaged
 * @param progress to tell
 */
record BillOfMaterials(Path project, Progress progress) {
  /** Writes it, and returns the file. */
  Path write() {
    try (Progress.Step _ = progress.begin("Writing the bill of materials")) {
      new Maven(project)
          .mustRun(
              "-pl",
              ".,crds,server,operator,cli",
              "org.cyclonedx:cyclonedx-maven-plugin:makeAggregateBom");
    }
    return project.resolve(Release.BOM);
  }
}
