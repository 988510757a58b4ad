package dev.realtime.server;

import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a server's configuration comes from.
 *
 * @param file configuration file; null for none
 * @param directory where the file {@code MAINTENANCE_MODE} lies; null for nowhere
 * @param dev begin with settings for trying things out on one's own machine
 * @param environment overrides
 */
public record ServerOptions(
    @Nullable Path file, @Nullable Path directory, boolean dev, Map<String, String> environment) {

  /**
   * Reads the configuration, now.
   *
   * @throws ConfigException naming everything that is wrong with it
   */
  public ConfigLoader.Loaded load() throws ConfigException {
    return dev && file == null
        ? ConfigLoader.load(DevProfile.YAML, "settings of --dev", environment)
        : ConfigLoader.load(file, environment);
  }
}
