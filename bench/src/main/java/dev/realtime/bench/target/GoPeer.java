package dev.realtime.bench.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A bare server on the centrifuge library for Go ({@code peers/centrifuge-go}). Variant {@code
 * tuned} shares write buffers, which the library advises against memory per connection.
 */
public final class GoPeer implements Target {
  private final Workshop workshop;
  private final Path program;

  GoPeer(Workshop workshop) {
    this.workshop = workshop;
    program = workshop.output().resolve("centrifuge-go");
  }

  @Override
  public String name() {
    return "centrifuge-go";
  }

  @Override
  public Set<Feature> features() {
    return EnumSet.complementOf(EnumSet.of(Feature.PACED_DRAIN));
  }

  @Override
  public void build() throws IOException, InterruptedException {
    if (!Files.exists(program)) {
      String go = Workshop.tool("install Go: https://go.dev/dl", "go", "/usr/local/go/bin/go");
      workshop.run(
          workshop.peers().resolve("centrifuge-go"),
          List.of(go, "build", "-trimpath", "-o", program.toString(), "."));
    }
  }

  @Override
  public RunningTarget start(TargetOptions options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "-listen=127.0.0.1:" + options.port(),
                "-jwt=" + options.secret(),
                "-queue-bytes=" + options.queueBytes(),
                "-history-size=" + TargetOptions.HISTORY_SIZE,
                "-history-ttl=" + TargetOptions.HISTORY_TTL));
    options.redisPort().ifPresent(port -> command.add("-redis=127.0.0.1:" + port));
    options
        .tls()
        .ifPresent(
            tls -> command.addAll(List.of("-cert=" + tls.certificate(), "-key=" + tls.key())));
    if (options.variant().equals("tuned")) {
      command.add("-tuned");
    }
    Path log = workshop.log("centrifuge-go-" + options.port());
    return RunningTarget.start(name(), command, log, options, "json");
  }
}
