package dev.realtime.bench.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The physical limit: one system call per delivery and nothing else ({@code peers/c-send-loop}).
 */
public final class SendLoop implements Target {
  private final Workshop workshop;
  private final Path program;

  SendLoop(Workshop workshop) {
    this.workshop = workshop;
    program = workshop.output().resolve("send_loop");
  }

  @Override
  public String name() {
    return "c-send-loop";
  }

  @Override
  public Set<Feature> features() {
    return EnumSet.noneOf(Feature.class);
  }

  @Override
  public void build(String variant) throws IOException, InterruptedException {
    if (!workshop.isBuilt(program, "c-send-loop")) {
      Files.createDirectories(workshop.output());
      workshop.run(
          workshop.peers().resolve("c-send-loop"),
          List.of(compiler(), "-O2", "-Wall", "-Wextra", "-o", program.toString(), "send_loop.c"));
    }
  }

  private static String compiler() throws IOException {
    return Workshop.tool("install a C compiler (gcc or clang)", "cc", "gcc", "clang");
  }

  @Override
  public Map<String, String> versions() throws IOException, InterruptedException {
    String text = Workshop.output(List.of(compiler(), "--version"));
    return Map.of("C compiler", text.lines().findFirst().orElse(""));
  }

  @Override
  public RunningTarget start(TargetOptions options) throws IOException {
    List<String> command = List.of(program.toString(), String.valueOf(options.port()));
    Path log = workshop.log("c-send-loop-" + options.port());
    return RunningTarget.start(name(), command, log, options, "raw");
  }
}
