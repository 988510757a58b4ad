package dev.realtime.e2e.scenario;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Locks;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.BuiltImage;
import dev.realtime.e2e.image.ImageBuilder;
import dev.realtime.e2e.image.ProjectImage;
import dev.realtime.e2e.release.FrozenRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Server and operator of a release that is out, built from the commit that it was cut as, by that
 * commit's own build. They are kept in {@code <cache>/releases/<commit>}.
 *
 * @param release that is out
 * @param directories of this machine
 * @param progress to tell
 */
record ReleasedImages(FrozenRelease release, Directories directories, Progress progress) {
  private static final List<ProjectImage> IMAGES =
      List.of(ProjectImage.OPERATOR, ProjectImage.SERVER);
  private static final Duration BUILD = Duration.ofMinutes(20);

  /** The full name of one of its images. */
  String reference(ProjectImage image) {
    return ProjectImage.REGISTRY + "/" + image.shortName() + ":" + release.version();
  }

  /**
   * Returns the images, building them the first time.
   *
   * @throws ClusterException where the commit is not there, or is not that of the release
   */
  List<BuiltImage> build() throws IOException {
    requireCommit();
    Path releases = Files.createDirectories(directories.cache().resolve("releases"));
    Path home = releases.resolve(release.commit());
    try (Locks.Held _ = Locks.take(releases.resolve(release.commit() + ".lock"))) {
      if (!Files.exists(home)) {
        Path work = Files.createTempDirectory(releases, "work");
        try (Progress.Step _ = progress.begin("Building release " + release.version())) {
          Files.move(build(work), home, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Command.of("rm", "-rf", "--one-file-system", "--", work.toString()).run();
        }
      }
      return List.of(read(home, ProjectImage.OPERATOR), read(home, ProjectImage.SERVER));
    }
  }

  private BuiltImage read(Path home, ProjectImage image) throws IOException {
    return ImageBuilder.read(reference(image), home.resolve(image.shortName()));
  }

  private void requireCommit() throws IOException {
    String commit = release.commit();
    Command.Result found = git("cat-file", "-e", commit + "^{commit}").tryRun();
    if (found.status() != 0) {
      throw new ClusterException(
          ("Release %s is built from commit %s, which this clone does not have: git fetch"
                  + " --unshallow%n%s")
              .formatted(release.version(), commit, found.output()));
    }
    String shipped = git("show", commit + ":manifests/install.yaml").run();
    if (!shipped.equals(Files.readString(release.install()))) {
      throw new ClusterException(
          "%s is not the one that commit %s shipped".formatted(release.install(), commit));
    }
  }

  private Path build(Path work) throws IOException {
    Path sources = Files.createDirectory(work.resolve("sources"));
    Path archive = work.resolve("sources.tar");
    git("archive", "--output=" + archive, release.commit()).run();
    Command.of("tar", "-xf", archive.toString(), "-C", sources.toString()).run();
    in(
            sources,
            "./mvnw",
            "-B",
            "-q",
            "-pl",
            "server,operator",
            "-am",
            "-Dmaven.test.skip=true",
            "package")
        .run();
    // A cache of its own: the image builder throws out the images that are not of its own tree.
    // As they are released, images have no AOT cache, which belongs to the machine that records it.
    Path cache = work.resolve("cache");
    in(sources, "./dev", "images", "server", "operator", "--no-aot")
        .with(Map.of("XDG_CACHE_HOME", cache.toString()))
        .run();
    Path result = Files.createDirectory(work.resolve("result"));
    for (ProjectImage image : IMAGES) {
      Files.move(
          only(cache.resolve("realtime-operator/images"), image),
          result.resolve(image.shortName()));
    }
    return result;
  }

  private static Path only(Path images, ProjectImage image) throws IOException {
    try (Stream<Path> found = Files.list(images)) {
      return found
          .filter(path -> path.getFileName().toString().matches(image.shortName() + "-[0-9a-f]+"))
          .findFirst()
          .orElseThrow(() -> new ClusterException("No image of " + image + " in " + images));
    }
  }

  private Command git(String... arguments) {
    return in(directories.project(), "git", arguments);
  }

  private static Command in(Path directory, String program, String... arguments) {
    return Command.of(Stream.concat(Stream.of(program), Stream.of(arguments)).toList())
        .in(directory)
        .within(BUILD);
  }
}
