package dev.realtime.e2e.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The Maven version that this code was built with. */
final class ProjectVersion {
  private static final String RESOURCE = "version.properties";
  private static final String CURRENT = read();

  private ProjectVersion() {}

  static String current() {
    return CURRENT;
  }

  private static String read() {
    Properties properties = new Properties();
    try (InputStream in = ProjectVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            RESOURCE + " is not on the class path beside " + ProjectVersion.class.getName());
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + RESOURCE, e);
    }
    String version = properties.getProperty("version", "");
    if (version.isEmpty() || version.contains("${")) {
      throw new IllegalStateException(
          RESOURCE + " holds no version (\"" + version + "\"): build this module with Maven");
    }
    return version;
  }
}
