package dev.realtime.e2e.cluster.binary;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Locks;
import dev.realtime.e2e.cluster.sys.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives the executables of {@link Program}s, building those that are missing.
 *
 * <p>An executable is {@code <cache>/bin/<name>-<key>/<name>}, where the key covers everything that
 * goes into it. It appears by a rename, so what is there is whole; of two processes that want the
 * same program, one builds and the other waits. What nobody asked for in {@link #KEPT} goes away
 * when its successor is built.
 */
public final class Binaries {
  /** How long an executable of another version is kept after its last use. */
  static final Duration KEPT = Duration.ofDays(30);

  /** A cold kube-apiserver takes five minutes on two cores. */
  private static final String LARGEST = "kubernetes";

  private static final Duration BUILD_TIMEOUT = Duration.ofMinutes(40);

  private final Directories directories;
  private final Progress progress;
  private final Clock clock;
  private final Map<Program, Path> known = new ConcurrentHashMap<>();

  public Binaries(Directories directories, Progress progress, Clock clock) {
    this.directories = directories;
    this.progress = progress;
    this.clock = clock;
  }

  public Binaries(Directories directories, Progress progress) {
    this(directories, progress, Clock.systemUTC());
  }

  /**
   * Returns the executable, built now or before.
   *
   * @throws dev.realtime.e2e.cluster.sys.ClusterException where Go is missing or the build fails
   */
  public Path get(Program program) {
    return known.computeIfAbsent(program, this::find);
  }

  /**
   * Builds all programs that are not there yet. Those of Kubernetes, which take longest, are built
   * beside the others: linking one keeps only one processor busy.
   *
   * @throws ClusterException where Go is missing or a build fails
   */
  public static void buildAll(Directories directories, Progress progress) {
    Collection<List<Program>> lanes =
        Arrays.stream(Program.values())
            .collect(Collectors.partitioningBy(program -> program.module().equals(LARGEST)))
            .values();
    ExecutorService threads = Executors.newFixedThreadPool(lanes.size());
    try {
      List<Future<?>> builds = new ArrayList<>();
      for (List<Program> lane : lanes) {
        Binaries binaries = new Binaries(directories, progress);
        builds.add(threads.submit(() -> lane.forEach(binaries::get)));
      }
      for (Future<?> build : builds) {
        build.get();
      }
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted while programs were built");
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Checks that programs can be built, before anything long begins.
   *
   * @throws dev.realtime.e2e.cluster.sys.ClusterException where Go is missing, with how to get it
   */
  public void requireToolchain() {
    go();
  }

  /**
   * The {@code go} command, which need not be on the PATH.
   *
   * @throws dev.realtime.e2e.cluster.sys.ClusterException where Go is missing, with how to get it
   */
  public Path go() {
    return GoToolchain.find(System.getenv()).go();
  }

  /** The version of Kubernetes that {@code e2e/tools/kubernetes/go.mod} pins, as in 1.36.3. */
  public String kubernetesVersion() {
    return module(Program.KUBECTL).version("k8s.io/kubernetes");
  }

  private GoModule module(Program program) {
    return new GoModule(directories.project().resolve("e2e/tools").resolve(program.module()));
  }

  private Path find(Program program) {
    GoModule module = module(program);
    GoToolchain toolchain = GoToolchain.find(System.getenv());
    Recipe recipe = Recipe.of(program, module, toolchain.version(module));
    Path bin = directories.cache().resolve("bin");
    Path home = bin.resolve(program.executable() + "-" + recipe.key());
    Path executable = home.resolve(program.executable());
    try {
      if (!Files.isExecutable(executable)) {
        try (Locks.Held _ = Locks.take(bin.resolve(program.module() + ".lock"))) {
          if (!Files.isExecutable(executable)) {
            build(recipe, module, toolchain, home);
            deleteUnused(bin, program, home);
          }
        }
      }
      Files.setLastModifiedTime(home, FileTime.from(clock.instant()));
      return executable;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep " + program.executable() + " in " + bin, e);
    }
  }

  private void build(Recipe recipe, GoModule module, GoToolchain toolchain, Path home)
      throws IOException {
    String name = recipe.program().executable();
    Path work = Files.createTempDirectory(Files.createDirectories(home.getParent()), "work");
    try (Progress.Step _ =
        progress.begin("Building " + name + " (once; first time takes longest)")) {
      List<String> line = new ArrayList<>(List.of(toolchain.go().toString(), "build"));
      line.addAll(recipe.flags());
      line.addAll(List.of("-o", work.resolve(name).toString(), recipe.program().importPath()));
      Command.of(line)
          .in(module.directory())
          .with(GoToolchain.ENVIRONMENT)
          .within(BUILD_TIMEOUT)
          .run();
      Files.createDirectories(home);
      Files.move(
          work.resolve(name),
          home.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(work.resolve(name));
      Files.delete(work);
    }
  }

  private void deleteUnused(Path bin, Program program, Path current) throws IOException {
    Instant limit = clock.instant().minus(KEPT);
    try (Stream<Path> homes = Files.list(bin)) {
      for (Path home : homes.toList()) {
        if (home.getFileName().toString().matches(program.executable() + "-[0-9a-f]{16}")
            && !home.equals(current)
            && Files.getLastModifiedTime(home).toInstant().isBefore(limit)) {
          Files.deleteIfExists(home.resolve(program.executable()));
          Files.delete(home);
        }
      }
    }
  }
}
