package dev.realtime.e2e.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The surroundings of a program while its AOT cache is recorded; closing takes them away. */
interface Training extends AutoCloseable {

  /** Returns the program's arguments: they may differ from production's in paths and ports only. */
  List<String> arguments();

  /** Returns variables that are set for the program in addition to this process's own. */
  default Map<String, String> environment() {
    return Map.of();
  }

  /** Returns what is done to the program. */
  TrainingLoad load();

  @Override
  void close() throws IOException;

  /** Makes the surroundings. */
  @FunctionalInterface
  interface Starter {
    /**
     * Starts what the program needs.
     *
     * @param work a directory for configuration and logs
     */
    Training start(ImageSettings settings, Path work) throws IOException;
  }
}
