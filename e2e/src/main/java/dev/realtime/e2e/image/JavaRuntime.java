package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The Java runtime of the images: made by jlink from the JDK that runs this build, and the C
 * libraries it needs from Debian. Server and operator share it, so a node stores it once.
 */
final class JavaRuntime {
  /** Where it is in an image. */
  static final String HOME = "/opt/java";

  /**
   * What server and operator use (jdeps), and what is looked up by name at run time and so is not
   * seen by jdeps: elliptic curves for TLS, naming for DNS lookups, and the tools for a look inside
   * a running process (jcmd, jfr). java.desktop is there for java.beans, which Log4j links against.
   */
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.desktop",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.security.jgss",
          "java.security.sasl",
          "java.sql",
          "java.xml",
          "jdk.crypto.ec",
          "jdk.httpserver",
          "jdk.jcmd",
          "jdk.jfr",
          "jdk.management",
          "jdk.management.agent",
          "jdk.net",
          "jdk.unsupported",
          "jdk.zipfs");

  private static final DebianPackages PACKAGES =
      new DebianPackages("libc6", "libc-bin", "libgcc-s1", "tzdata", "ca-certificates");

  private JavaRuntime() {}

  static void addInputs(Fingerprint fingerprint) throws IOException {
    fingerprint.add(jdk().resolve("release"));
    PACKAGES.addInputs(fingerprint);
  }

  /** The runtime itself and the packages below it. */
  static List<Material> materials() throws IOException {
    Properties release = new Properties();
    try (Reader in = Files.newBufferedReader(jdk().resolve("release"))) {
      release.load(in);
    }
    List<Material> materials = new ArrayList<>(PACKAGES.materials());
    materials.add(
        new Material(
            Material.Kind.JAVA,
            "openjdk",
            unquoted(release, "JAVA_RUNTIME_VERSION"),
            unquoted(release, "IMPLEMENTOR"),
            ""));
    return materials;
  }

  private static String unquoted(Properties release, String name) {
    return release.getProperty(name, "unknown").replace("\"", "");
  }

  /**
   * Makes the runtime.
   *
   * @param home directory to create; the class path and times of what is recorded in an AOT cache
   *     depend on its files, so the caller stamps them
   */
  static void link(Path home) throws IOException {
    Command.of(
            jdk().resolve("bin/jlink").toString(),
            "--add-modules",
            String.join(",", MODULES),
            "--no-header-files",
            "--no-man-pages",
            "--compress",
            "zip-6",
            // Native parts of AWT: nothing here draws, and they need libraries we do not carry.
            "--exclude-files",
            "glob:/java.desktop/**",
            "--output",
            home.toString())
        .within(Duration.ofMinutes(5))
        .run();
  }

  /** Returns the layer below the runtime: C libraries, users, certificates. */
  static Layer system(Path home, Path work) throws IOException {
    Path root = PACKAGES.unpack(Files.createDirectories(work.resolve("packages")));
    Layer.Builder layer = Layer.named("C library, users, certificates");
    SharedLibraries.addTo(
        layer, SharedLibraries.of(root, binaries(home), libraryDirectories(home)));
    BaseFiles.addTo(layer, work);
    BaseFiles.addLocale(layer, root);
    Certificates.addTo(layer, root, work);
    layer.add(root.resolve("usr/share/zoneinfo/Etc/UTC"), "/etc/localtime");
    return layer.build();
  }

  private static List<Path> binaries(Path home) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path directory : List.of(home.resolve("bin"), home.resolve("lib"))) {
      try (Stream<Path> files = Files.walk(directory)) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> directory.endsWith("bin") || file.toString().endsWith(".so"))
            .sorted()
            .forEach(found::add);
      }
    }
    return found;
  }

  private static List<Path> libraryDirectories(Path home) {
    return List.of(home.resolve("lib"), home.resolve("lib/server"));
  }

  private static Path jdk() {
    Path home = Path.of(System.getProperty("java.home"));
    if (!Files.isExecutable(home.resolve("bin/jlink"))) {
      throw new ClusterException(
          home + " has no bin/jlink: run with a full JDK 25, not a runtime only");
    }
    return home;
  }
}
