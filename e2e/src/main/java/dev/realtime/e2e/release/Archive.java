package dev.realtime.e2e.release;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A {@code .tar.gz} that depends on names, contents and the right to execute, and nothing else. */
final class Archive {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
  private static final int PROGRAM = 0755;
  private static final int DATA = 0644;

  private final Map<String, Path> files = new TreeMap<>();

  /**
   * Adds all files below a directory.
   *
   * @param prefix path in the archive
   */
  Archive tree(String prefix, Path directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      found
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .forEach(file -> files.put(prefix + "/" + directory.relativize(file), file));
    }
    return this;
  }

  /** Adds one file under that path. */
  Archive file(String path, Path file) {
    files.put(path, file);
    return this;
  }

  /** Leaves out files with one of these endings. */
  Archive without(String... endings) {
    files.keySet().removeIf(path -> List.of(endings).stream().anyMatch(path::endsWith));
    return this;
  }

  void write(Path target) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target));
        GZIPOutputStream zipped = new GZIPOutputStream(out);
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(zipped, StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, Path> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(Files.size(file.getValue()));
        entry.setModTime(TIME.toEpochMilli());
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setMode(Files.isExecutable(file.getValue()) ? PROGRAM : DATA);
        tar.putArchiveEntry(entry);
        Files.copy(file.getValue(), tar);
        tar.closeArchiveEntry();
      }
    }
  }
}
