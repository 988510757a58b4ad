package dev.realtime.e2e.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The surroundings of a program while its AOT cache is recorded; closing takes them away. */
interface Training extends AutoCloseable {

  /** Returns the program's arguments: they may differ from production's in paths and ports only. */
  List<String> arguments();

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
