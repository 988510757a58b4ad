package dev.realtime.e2e.image;

import java.io.IOException;
import java.nio.file.Path;

/** Gives a static program that is built from source, building it where it is not there yet. */
@FunctionalInterface
public interface ProgramSource {

  /** Returns the executable's file. */
  Path get() throws IOException, InterruptedException;
}
