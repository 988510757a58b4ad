package dev.realtime.server;

import dev.realtime.server.maintenance.MaintenanceSwitch;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where the configuration is; shared by the commands that read one. */
final class ConfigSource {
  private static final String FILE = "config.yaml";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file. Without it, every setting has its default.")
  private @Nullable Path file;

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description =
          "Directory with " + FILE + " and " + MaintenanceSwitch.NAME + ", both followed live.")
  private @Nullable Path directory;

  @Option(
      names = "--dev",
      description =
          "For trying things out: on 127.0.0.1, anonymous clients, channels open to everybody.")
  private boolean dev;

  ServerOptions options() {
    return file == null && directory != null
        ? in(directory, dev)
        : new ServerOptions(file, directory, dev, System.getenv());
  }

  /** The configuration is in this directory, as in a pod. */
  static ServerOptions in(Path directory, boolean dev) {
    return new ServerOptions(directory.resolve(FILE), directory, dev, System.getenv());
  }
}
