package dev.realtime.e2e.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One layer of an image. Files are root's and not writable by others; every one is stamped with
 * {@link ImageBuilder#FILE_TIME}.
 *
 * @param name for messages and the image's history
 * @param files with distinct targets
 */
public record Layer(String name, List<File> files) {

  /**
   * A file or directory in a layer.
   *
   * @param source where the content is now; a symbolic link stands for its target
   * @param target absolute path in the image
   * @param mode permission bits, for example {@code 0755}
   */
  public record File(Path source, String target, int mode) {}

  public Layer {
    Map<String, File> targets = new HashMap<>();
    for (File file : files) {
      if (!file.target().startsWith("/")) {
        throw new IllegalArgumentException(
            "Layer " + name + ": " + file.target() + " is not an absolute path");
      }
      File other = targets.put(file.target(), file);
      if (other != null) {
        throw new IllegalArgumentException(
            "Layer %s: %s would be written twice, from %s and from %s"
                .formatted(name, file.target(), other.source(), file.source()));
      }
    }
    files = List.copyOf(files);
  }

  /** Starts a layer of that name. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** Collects files; the mode follows from whether the source may be executed. */
  public static final class Builder {
    private final String name;
    private final List<File> files = new ArrayList<>();

    private Builder(String name) {
      this.name = name;
    }

    /** Adds one file or empty directory. */
    public Builder add(Path source, String target) {
      int mode = Files.isDirectory(source) || Files.isExecutable(source) ? 0755 : 0644;
      files.add(new File(source, target, mode));
      return this;
    }

    /** Adds a file that may be executed, whatever the source's mode. */
    public Builder addExecutable(Path source, String target) {
      files.add(new File(source, target, 0755));
      return this;
    }

    /** Adds an empty directory that every user may write to, for programs that need one. */
    public Builder addWritableDirectory(Path anyDirectory, String target) {
      files.add(new File(anyDirectory, target, 0777));
      return this;
    }

    /**
     * Adds all files below {@code directory}, keeping their relative paths, in name order. Links
     * whose target is made only when a package is installed are left out.
     */
    public Builder addTree(Path directory, String target) throws IOException {
      try (Stream<Path> paths = Files.walk(directory)) {
        for (Path path : paths.sorted().toList()) {
          boolean emptyDirectoryOrFile =
              !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || isEmpty(path);
          if (emptyDirectoryOrFile && Files.exists(path) && !path.equals(directory)) {
            add(path, target + "/" + directory.relativize(path));
          }
        }
      }
      return this;
    }

    public Layer build() {
      return new Layer(name, files);
    }

    private static boolean isEmpty(Path directory) throws IOException {
      try (Stream<Path> children = Files.list(directory)) {
        return children.findAny().isEmpty();
      }
    }
  }
}
