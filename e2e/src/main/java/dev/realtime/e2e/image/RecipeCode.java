package dev.realtime.e2e.image;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What this package itself puts into every image: users, layers, flags of jlink, entry points,
 * training. An image that was built by another state of it is another image.
 */
final class RecipeCode {
  private static final String PACKAGE = RecipeCode.class.getPackageName().replace('.', '/');

  private RecipeCode() {}

  /** Returns a hash of the package as it runs. */
  static String fingerprint() {
    return Running.FINGERPRINT;
  }

  /**
   * Returns a hash of the package's classes and resources.
   *
   * @param place a jar or a directory of classes that has it
   */
  static String fingerprint(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      return new Fingerprint().addTree(place.resolve(PACKAGE)).value();
    }
    try (FileSystem jar = FileSystems.newFileSystem(place)) {
      return new Fingerprint().addTree(jar.getPath(PACKAGE)).value();
    }
  }

  private static final class Running {
    static final String FINGERPRINT = read();

    private static String read() {
      try {
        return fingerprint(
            Path.of(
                Objects.requireNonNull(RecipeCode.class.getProtectionDomain().getCodeSource())
                    .getLocation()
                    .toURI()));
      } catch (IOException | URISyntaxException e) {
        throw new IllegalStateException("Cannot read the classes of " + PACKAGE, e);
      }
    }
  }
}
