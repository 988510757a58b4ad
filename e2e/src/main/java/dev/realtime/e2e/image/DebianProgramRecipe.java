package dev.realtime.e2e.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Programs of Debian, the shared libraries they need, and a shell with the few tools that probes
 * and start scripts use.
 *
 * @param image which image
 * @param packages that hold the programs and all their libraries; those of the shell come by
 *     themselves
 * @param programs executables and modules that they load; in the image where they are in the
 *     package
 * @param trees directories that are taken whole
 * @param scripts place in the image to text
 * @param contents how it runs; its layers are replaced
 */
record DebianProgramRecipe(
    ProjectImage image,
    List<String> packages,
    List<String> programs,
    List<String> trees,
    Map<String, String> scripts,
    ImageContents contents)
    implements ImageRecipe {

  private static final List<String> SHELL_PACKAGES =
      List.of(
          "coreutils",
          "dash",
          "grep",
          "hostname",
          "libacl1",
          "libattr1",
          "libc-bin",
          "libc6",
          "libpcre2-8-0",
          "libselinux1",
          "libssl3",
          "sed");

  /** Below {@code /bin}, except for the shell itself. */
  private static final List<String> TOOLS =
      List.of(
          "cat",
          "chmod",
          "cp",
          "date",
          "grep",
          "hostname",
          "ls",
          "mkdir",
          "mv",
          "rm",
          "sed",
          "sleep");

  /** Below {@code /usr/bin}. */
  private static final List<String> USR_TOOLS =
      List.of("cut", "env", "head", "id", "stat", "tail", "timeout", "tr", "wc");

  @Override
  public void addInputs(Fingerprint fingerprint) throws IOException {
    debian().addInputs(fingerprint);
  }

  @Override
  public ImageContents layOut(Path work) throws IOException {
    Path root = debian().unpack(work);
    Layer.Builder system = Layer.named("libraries, shell and tools");
    Layer.Builder own = Layer.named(image.shortName());
    List<Path> binaries = new ArrayList<>();
    add(system, binaries, root, "/bin/sh", "/bin/dash");
    for (String tool : TOOLS) {
      add(system, binaries, root, "/bin/" + tool, "/bin/" + tool);
    }
    for (String tool : USR_TOOLS) {
      add(system, binaries, root, "/usr/bin/" + tool, "/usr/bin/" + tool);
    }
    for (String program : programs) {
      add(own, binaries, root, program, program);
    }
    for (String tree : trees) {
      own.addTree(root.resolve("." + tree).normalize(), tree);
    }
    SharedLibraries.addTo(system, SharedLibraries.of(root, binaries, List.of()));
    BaseFiles.addTo(system, work);
    BaseFiles.addLocale(system, root);
    addScripts(own, Files.createDirectories(work.resolve("scripts")));
    own.addWritableDirectory(root, contents.workingDirectory());
    return contents.withLayers(List.of(system.build(), own.build()));
  }

  @Override
  public List<Material> materials() throws IOException {
    return debian().materials();
  }

  DebianPackages debian() {
    return new DebianPackages(
        Stream.concat(packages.stream(), SHELL_PACKAGES.stream())
            .distinct()
            .sorted()
            .toArray(String[]::new));
  }

  private void addScripts(Layer.Builder layer, Path directory) throws IOException {
    for (Map.Entry<String, String> script : new TreeMap<>(scripts).entrySet()) {
      Path file = directory.resolve(script.getKey().replace('/', '_'));
      Files.writeString(file, script.getValue());
      layer.addExecutable(file, script.getKey());
    }
  }

  private static void add(
      Layer.Builder layer, List<Path> binaries, Path root, String target, String from)
      throws IOException {
    Path program = root.resolve("." + from).toRealPath();
    layer.add(program, target);
    binaries.add(program);
  }
}
