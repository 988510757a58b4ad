package dev.realtime.e2e.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Debian's Redis with a shell and the few tools that probes and start scripts use. Same interface
 * as the official image: the programs are on PATH, {@code redis-server <conf>} is the command, data
 * is in {@code /data}.
 */
final class RedisRecipe implements ImageRecipe {
  private static final DebianPackages PACKAGES =
      new DebianPackages(
          "redis-server",
          "redis-sentinel",
          "redis-tools",
          "libatomic1",
          "libattr1",
          "libc6",
          "libcap2",
          "libgcc-s1",
          "libgcrypt20",
          "libgpg-error0",
          "libjemalloc2",
          "liblz4-1",
          "liblzf1",
          "liblzma5",
          "libssl3",
          "libstdc++6",
          "libsystemd0",
          "libzstd1",
          "libpcre2-8-0",
          "libacl1",
          "libselinux1",
          "coreutils",
          "dash",
          "grep",
          "hostname",
          "sed");

  private static final List<String> PROGRAMS =
      List.of(
          "/usr/bin/redis-server",
          "/usr/bin/redis-sentinel",
          "/usr/bin/redis-cli",
          "/usr/bin/redis-check-aof",
          "/usr/bin/redis-check-rdb",
          "/usr/bin/redis-benchmark");

  private static final List<String> TOOLS =
      List.of(
          "cat",
          "chmod",
          "cp",
          "date",
          "grep",
          "hostname",
          "ls",
          "mkdir",
          "mv",
          "rm",
          "sed",
          "sleep");

  private static final List<String> USR_TOOLS =
      List.of("cut", "env", "head", "id", "stat", "tail", "timeout", "tr", "wc");

  @Override
  public ProjectImage image() {
    return ProjectImage.REDIS;
  }

  @Override
  public void addInputs(Fingerprint fingerprint) throws IOException {
    PACKAGES.addInputs(fingerprint);
    fingerprint.add("programs", PROGRAMS + " " + TOOLS + " " + USR_TOOLS);
  }

  @Override
  public ImageContents layOut(Path work) throws IOException {
    Path root = PACKAGES.unpack(work);
    Layer.Builder system = Layer.named("libraries, shell and tools");
    Layer.Builder redis = Layer.named("redis");
    List<Path> programs = new ArrayList<>();
    add(system, programs, root, "/bin/dash", "/bin/sh");
    for (String tool : TOOLS) {
      add(system, programs, root, "/bin/" + tool, "/bin/" + tool);
    }
    for (String tool : USR_TOOLS) {
      add(system, programs, root, "/usr/bin/" + tool, "/usr/bin/" + tool);
    }
    for (String program : PROGRAMS) {
      add(redis, programs, root, program, program);
    }
    SharedLibraries.addTo(system, SharedLibraries.of(root, programs, List.of()));
    BaseFiles.addTo(system, work);
    redis.addWritableDirectory(root, "/data");
    return new ImageContents(
        List.of(system.build(), redis.build()),
        List.of(),
        List.of("redis-server"),
        Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8"),
        ImageContents.NON_ROOT,
        "/data",
        List.of(6379));
  }

  private static void add(
      Layer.Builder layer, List<Path> programs, Path root, String from, String target)
      throws IOException {
    Path program = root.resolve("." + from).toRealPath();
    layer.add(program, target);
    programs.add(program);
  }
}
