package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the shared libraries that programs need, by asking the dynamic loader of the unpacked
 * packages themselves, as {@code ldd} does.
 */
final class SharedLibraries {
  private static final String LOADER = "/lib64/ld-linux-x86-64.so.2";

  /** Where they are put in an image: a directory that the loader searches without configuration. */
  private static final String TARGET = "/usr/lib/x86_64-linux-gnu/";

  private static final Pattern FOUND = Pattern.compile("\\s+(\\S+) => (\\S+) \\(0x\\p{XDigit}+\\)");

  private SharedLibraries() {}

  /**
   * Returns the libraries of all programs and the loader.
   *
   * @param root unpacked packages, libc6 among them
   * @param programs executables or shared libraries, in {@code root} or elsewhere
   * @param own directories with libraries that the programs bring along and find by themselves
   * @return place in the image to file, sorted
   * @throws ClusterException where one is in none of the packages, naming it
   */
  static SortedMap<String, Path> of(Path root, Collection<Path> programs, List<Path> own)
      throws IOException {
    Path loader = root.resolve("." + LOADER).toRealPath();
    StringBuilder search =
        new StringBuilder()
            .append(root.resolve("lib/x86_64-linux-gnu"))
            .append(':')
            .append(root.resolve("usr/lib/x86_64-linux-gnu"));
    own.forEach(directory -> search.append(':').append(directory));
    SortedMap<String, Path> found = new TreeMap<>();
    found.put(LOADER, loader);
    for (Path program : programs) {
      List<String> lines =
          Command.of(
                  loader.toString(),
                  "--library-path",
                  search.toString(),
                  "--list",
                  program.toRealPath().toString())
              .run()
              .lines()
              .toList();
      for (String line : lines) {
        Matcher matcher = FOUND.matcher(line);
        if (matcher.matches()) {
          add(found, root, own, program, matcher.group(1), Path.of(matcher.group(2)));
        } else if (line.contains("not found")) {
          throw missing(program, line.strip());
        }
      }
    }
    return found;
  }

  private static void add(
      SortedMap<String, Path> found,
      Path root,
      List<Path> own,
      Path program,
      String name,
      Path file)
      throws IOException {
    if (own.stream().anyMatch(file::startsWith) || file.startsWith(program.getParent())) {
      return;
    }
    if (!file.startsWith(root)) {
      throw missing(program, name + " is only on this machine, at " + file);
    }
    if (!name.startsWith("/")) {
      found.put(TARGET + name, file.toRealPath());
    }
  }

  private static ClusterException missing(Path program, String what) {
    return new ClusterException(
        "%s needs a library that none of the image's packages has: %s. Add its package."
            .formatted(program, what));
  }

  /** Adds what {@link #of} found to a layer. */
  static void addTo(Layer.Builder layer, SortedMap<String, Path> libraries) {
    libraries.forEach((target, source) -> layer.add(requireFile(source), target));
  }

  private static Path requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException(file + " is not a file");
    }
    return file;
  }
}
