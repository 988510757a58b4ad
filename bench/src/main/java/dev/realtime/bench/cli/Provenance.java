package dev.realtime.bench.cli;

import dev.realtime.bench.target.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a run's figures come from: the commit, what the targets are made of, the options. */
final class Provenance {
  private static final String UNKNOWN = "unknown";

  private Provenance() {}

  /**
   * Collects it, after the run.
   *
   * @param options how it was run
   */
  static Map<String, String> of(Path project, List<Target> targets, Map<String, String> options)
      throws IOException, InterruptedException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("commit", commit(project));
    for (Target target : targets) {
      facts.putAll(target.versions());
    }
    facts.putAll(options);
    return facts;
  }

  /** Short; says so where the sources differ from it, reports aside. */
  private static String commit(Path project) throws IOException, InterruptedException {
    String head = git(project, "rev-parse", "--short", "HEAD");
    if (head.isEmpty()) {
      return UNKNOWN;
    }
    String changed = git(project, "status", "--porcelain", "--", ".", ":!bench/reports");
    return changed.isEmpty() ? head : head + ", with changes";
  }

  /** Empty if this is no checkout, or there is no git. */
  private static String git(Path project, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("git"));
    line.addAll(List.of(arguments));
    Process process;
    try {
      process =
          new ProcessBuilder(line)
              .directory(project.toAbsolutePath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException noGit) {
      return "";
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? text.strip() : "";
  }
}
