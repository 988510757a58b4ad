package dev.realtime.e2e.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The pause program, compiled from {@code e2e/src/main/go/pause} into the cache. */
final class PauseProgram implements ProgramSource {
  private final ImageSettings settings;

  PauseProgram(ImageSettings settings) {
    this.settings = settings;
  }

  @Override
  public Path get() throws IOException, InterruptedException {
    Path source = settings.project().resolve("e2e/src/main/go/pause");
    Path output =
        settings.cache().resolve("programs/pause-" + new Fingerprint().addTree(source).value());
    if (!Files.isExecutable(output)) {
      Files.createDirectories(output.getParent());
      Command.of(
              goCommand(),
              "build",
              "-trimpath",
              "-ldflags",
              "-s -w -buildid=",
              "-o",
              output.toString(),
              ".")
          .in(source)
          .with(Map.of("CGO_ENABLED", "0", "GOTOOLCHAIN", "local", "GOFLAGS", "-buildvcs=false"))
          .run();
    }
    return output;
  }

  private static String goCommand() {
    Path usual = Path.of("/usr/local/go/bin/go");
    return Files.isExecutable(usual) ? usual.toString() : "go";
  }
}
