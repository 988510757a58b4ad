package dev.realtime.bench.target;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A bare server on the centrifuge library for Go ({@code peers/centrifuge-go}). Variant {@code
 * tuned} shares write buffers, which the library advises against memory per connection.
 */
public final class GoPeer implements Target {
  private static final String TUNED = "tuned";
  private static final String LIBRARY = "github.com/centrifugal/centrifuge";

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
    return EnumSet.complementOf(EnumSet.of(Feature.PACED_DRAIN, Feature.JVM));
  }

  @Override
  public Set<String> variants() {
    return Set.of(TUNED);
  }

  @Override
  public void build(String variant) throws IOException, InterruptedException {
    if (!workshop.isBuilt(program, "centrifuge-go")) {
      workshop.run(
          workshop.peers().resolve("centrifuge-go"),
          List.of(go(), "build", "-trimpath", "-o", program.toString(), "."));
    }
  }

  private static String go() throws IOException {
    return Workshop.tool("install Go: https://go.dev/dl", "go", "/usr/local/go/bin/go");
  }

  /** The program tells itself what it was built from. */
  @Override
  public Map<String, String> versions() throws IOException, InterruptedException {
    String built = Workshop.output(List.of(go(), "version", "-m", program.toString()));
    Map<String, String> versions = new LinkedHashMap<>();
    built
        .lines()
        .findFirst()
        .ifPresent(line -> versions.put("Go", line.substring(line.lastIndexOf(' ') + 1)));
    for (String line : built.lines().toList()) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields.length > 2 && fields[0].equals("dep") && fields[1].equals(LIBRARY)) {
        versions.put("centrifuge", fields[2]);
      }
    }
    return versions;
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
    if (options.variant().equals(TUNED)) {
      command.add("-tuned");
    }
    Path log = workshop.log("centrifuge-go-" + options.port());
    return RunningTarget.start(name(), command, log, options, "json");
  }
}
