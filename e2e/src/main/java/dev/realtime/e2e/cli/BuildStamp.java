package dev.realtime.e2e.cli;

import dev.realtime.e2e.image.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A note of what was built last, so that it is not built again. It holds for the sources that went
 * in and for the files that came out: whoever else builds in this tree leaves other files.
 *
 * @param file the note
 * @param inputs hash of the sources
 * @param outputs files and directories that the build makes
 */
record BuildStamp(Path file, String inputs, List<Path> outputs) {

  /** Whether all outputs are there as the build of these inputs left them. */
  boolean isCurrent() throws IOException {
    return Files.exists(file) && Files.readString(file).equals(text());
  }

  /** Comes before a build: should it fail, what it leaves is nobody's. */
  void remove() throws IOException {
    Files.deleteIfExists(file);
  }

  /** Comes after a build that succeeded. */
  void write() throws IOException {
    Files.writeString(file, text());
  }

  private String text() throws IOException {
    Fingerprint fingerprint = new Fingerprint();
    for (Path output : outputs) {
      if (Files.isDirectory(output)) {
        fingerprint.addTree(output);
      } else if (Files.exists(output)) {
        fingerprint.add(output);
      }
    }
    return inputs + " " + fingerprint.value();
  }
}
