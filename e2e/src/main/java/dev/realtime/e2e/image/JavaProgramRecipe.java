package dev.realtime.e2e.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Java program of ours: system, runtime, dependencies, program and AOT cache are one layer each,
 * so a change of our code alone replaces the last two.
 *
 * <p>On a base image of the user's there is neither our runtime nor an AOT cache, which belongs to
 * exactly one runtime: such an image starts later.
 */
final class JavaProgramRecipe implements ImageRecipe {
  private static final String PROGRAM_HOME = "/opt/realtime";
  private static final String CACHE = PROGRAM_HOME + "/program.aot";
  private static final String OPTIONS = PROGRAM_HOME + "/java.options";

  private final JavaProgram program;
  private final ImageSettings settings;

  JavaProgramRecipe(JavaProgram program, ImageSettings settings) {
    this.program = program;
    this.settings = settings;
  }

  @Override
  public ProjectImage image() {
    return program.image();
  }

  @Override
  public boolean takesBase() {
    return true;
  }

  @Override
  public List<Material> materials() throws IOException {
    return settings.base().isEmpty() ? JavaRuntime.materials() : List.of();
  }

  @Override
  public void addInputs(Fingerprint fingerprint) throws IOException {
    ClassPath classPath = ClassPath.of(settings.directories().project().resolve(program.module()));
    fingerprint.add("aot", Boolean.toString(settings.aotCache()));
    for (Path jar : classPath.all()) {
      fingerprint.add(jar);
    }
    if (settings.base().isEmpty()) {
      JavaRuntime.addInputs(fingerprint);
    }
  }

  @Override
  public ImageContents layOut(Path work) throws IOException {
    boolean ownRuntime = settings.base().isEmpty();
    Path root = Files.createDirectories(work.resolve("root"));
    ClassPath staged = stage(root);
    List<Layer> layers = new ArrayList<>();
    if (ownRuntime) {
      Path home = root.resolve("." + JavaRuntime.HOME).normalize();
      JavaRuntime.link(home);
      layers.add(JavaRuntime.system(home, work));
      layers.add(Layer.named("Java runtime").addTree(home, JavaRuntime.HOME).build());
    }
    layers.add(jars("dependencies", root, staged.dependencies()));
    boolean aot = ownRuntime && settings.aotCache();
    layers.add(programLayer(root, staged, aot));
    if (aot) {
      layers.add(recordCache(root, staged, work));
    }
    String launcher = ownRuntime ? JavaRuntime.HOME + "/bin/java" : "java";
    return ImageContents.of(layers, List.of(launcher, "@" + OPTIONS, program.mainClass()))
        .withArguments(program.arguments().toArray(String[]::new))
        .withPorts(program.ports().toArray(Integer[]::new))
        .withEnvironment(
            Map.of("PATH", JavaRuntime.HOME + "/bin:/usr/bin:/bin", "LANG", "C.UTF-8"));
  }

  /** Copies the jars to where they are in the image, below {@code root}. */
  private ClassPath stage(Path root) throws IOException {
    ClassPath classPath = ClassPath.of(settings.directories().project().resolve(program.module()));
    Path home = Files.createDirectories(root.resolve("." + PROGRAM_HOME).normalize());
    Path lib = Files.createDirectories(home.resolve("lib"));
    List<Path> dependencies = new ArrayList<>();
    for (Path jar : classPath.dependencies()) {
      dependencies.add(Files.copy(jar, lib.resolve(jar.getFileName())));
    }
    Path own = Files.copy(classPath.program(), home.resolve("program.jar"));
    return new ClassPath(own, dependencies);
  }

  private Layer programLayer(Path root, ClassPath staged, boolean aot) throws IOException {
    Path file = root.resolve("." + OPTIONS).normalize();
    Files.writeString(file, argumentFile(staged, root, aot));
    return jars(program.image().shortName(), root, List.of(staged.program(), file));
  }

  private String argumentFile(ClassPath staged, Path root, boolean aot) throws IOException {
    StringBuilder text = new StringBuilder(optionLines());
    if (aot) {
      text.append("# Recorded when the image was built; see AotCache.\n-XX:AOTCache=")
          .append(CACHE)
          .append('\n');
    }
    return text.append("-cp\n").append(classPath(staged, root, "")).append('\n').toString();
  }

  private Layer recordCache(Path root, ClassPath staged, Path work) throws IOException {
    stamp(root);
    Path target = root.resolve("." + CACHE).normalize();
    try (Training training = program.training().start(settings, work)) {
      List<String> commandLine = new ArrayList<>(List.of(program.mainClass()));
      commandLine.addAll(training.arguments());
      new AotCache(
              root.resolve("." + JavaRuntime.HOME + "/bin/java").normalize(),
              options(staged, root, root.toString()),
              commandLine,
              training,
              work)
          .record(target);
    }
    return Layer.named("AOT cache").add(target, CACHE).build();
  }

  /** The options as the JVM takes them, with the class path below {@code prefix}. */
  private List<String> options(ClassPath staged, Path root, String prefix) throws IOException {
    List<String> options = new ArrayList<>();
    optionLines()
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(options::add);
    options.add("-cp");
    options.add(classPath(staged, root, prefix));
    return options;
  }

  private static String classPath(ClassPath staged, Path root, String prefix) {
    return String.join(
        ":", staged.all().stream().map(jar -> prefix + "/" + root.relativize(jar)).toList());
  }

  private String optionLines() throws IOException {
    String resource = program.image().shortName() + ".java.options";
    try (InputStream in = JavaProgramRecipe.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static Layer jars(String name, Path root, List<Path> files) {
    Layer.Builder layer = Layer.named(name);
    files.forEach(file -> layer.add(file, "/" + root.relativize(file)));
    return layer.build();
  }

  /** Gives all files the time that they have in the image, which the JVM compares. */
  private static void stamp(Path root) throws IOException {
    FileTime time = FileTime.from(ImageBuilder.FILE_TIME);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, time);
      }
    }
  }
}
