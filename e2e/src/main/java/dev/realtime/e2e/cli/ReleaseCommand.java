package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.BuiltImage;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.ImageSettings;
import dev.realtime.e2e.image.Material;
import dev.realtime.e2e.image.ProjectImage;
import dev.realtime.e2e.release.Cut;
import dev.realtime.e2e.release.FrozenRelease;
import dev.realtime.e2e.release.Release;
import dev.realtime.e2e.release.Sums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** Everything that is handed out, in one directory. */
@picocli.CommandLine.Command(
    name = "release",
    description = {
      "Builds all files of a release into target/release.",
      "Programs, images, chart, install.yaml, OLM bundle, kubectl plugin, bills of materials"
          + " (CycloneDX), licences, SHA256SUMS."
    },
    mixinStandardHelpOptions = true)
final class ReleaseCommand implements Callable<Integer> {
  /** Those that are handed out. */
  static final List<ProjectImage> IMAGES =
      List.of(ProjectImage.SERVER, ProjectImage.OPERATOR, ProjectImage.REDIS);

  @Option(names = "--no-images", description = "leave the images out, which take most of the time")
  boolean withoutImages;

  @Option(
      names = "--verify",
      description =
          "build it once more, from a fresh copy of the sources elsewhere, and fail where a file"
              + " is not the same to the last bit; no image is taken from the cache, so that each"
              + " is made twice (a minute or two more)")
  boolean verify;

  @Option(
      names = "--freeze",
      description =
          "only keep this version's CRDs and install.yaml in manifests/releases: what the next"
              + " releases are compared with and upgraded from")
  boolean freeze;

  @Override
  public Integer call() throws IOException {
    Workspace workspace = Workspace.standard();
    Path target = workspace.directories().project().resolve("target/release");
    requireCurrentManifests(workspace);
    if (freeze) {
      Path project = workspace.directories().project();
      System.out.println(FrozenRelease.freeze(project, ProjectImage.OPERATOR.tag()).directory());
      return 0;
    }
    Cut.require(workspace.directories().project(), ProjectImage.OPERATOR.tag());
    release(workspace.directories().project(), target, workspace);
    List<String> files;
    try (var found = Files.list(target)) {
      files = found.map(file -> file.getFileName().toString()).sorted().toList();
    }
    files.forEach(file -> System.out.println(target.resolve(file)));
    return verify ? compare(workspace, target) : 0;
  }

  private void requireCurrentManifests(Workspace workspace) {
    ManifestsCommand manifests = new ManifestsCommand();
    manifests.check = true;
    if (manifests.call() != 0) {
      throw new ClusterException("The manifests are not those of manifests/base.");
    }
    workspace.binaries().requireToolchain();
  }

  private void release(Path project, Path target, Workspace workspace) throws IOException {
    try (Progress.Step _ = workspace.progress().begin("Packaging " + project)) {
      new Maven(project)
          .mustRun("-pl", "crds,server,operator,cli", "-Dmaven.test.skip=true", "clean", "package");
    }
    new BillOfMaterials(project, workspace.progress()).write();
    Release release = new Release(project, ProjectImage.OPERATOR.tag(), target);
    if (withoutImages) {
      release.write(Map.of());
    } else {
      writeWithImages(release, project, workspace);
    }
    Files.writeString(project.resolve("docs/licences.md"), release.licences());
  }

  private void writeWithImages(Release release, Path project, Workspace workspace)
      throws IOException {
    ImageSettings settings = imageSettings(project, workspace.directories());
    try {
      release.write(images(settings, workspace));
    } finally {
      if (verify) {
        remove(settings.directories().cache());
      }
    }
  }

  /**
   * Without what only one run of one machine records. Images of the cache would prove nothing, so
   * {@link #verify} has a cache of its own for each build of them, which the caller removes.
   */
  ImageSettings imageSettings(Path project, Directories own) throws IOException {
    Path cache = verify ? Files.createTempDirectory("images") : own.cache();
    return ImageSettings.of(new Directories(project, cache, own.state())).withoutAotCache();
  }

  private static Map<BuiltImage, List<Material>> images(
      ImageSettings settings, Workspace workspace) {
    ImageCatalog catalog = new ImageCatalog(settings, workspace.binaries(), workspace.progress());
    Map<BuiltImage, List<Material>> images = new LinkedHashMap<>();
    IMAGES.forEach(image -> images.put(catalog.build(image), catalog.materials(image)));
    return images;
  }

  private int compare(Workspace workspace, Path target) throws IOException {
    Path elsewhere = Files.createTempDirectory("release");
    Path again = elsewhere.resolve("files");
    copySources(workspace.directories().project(), elsewhere.resolve("sources"));
    release(elsewhere.resolve("sources"), again, workspace);
    List<String> different = Sums.differences(target, again);
    if (different.isEmpty()) {
      remove(elsewhere);
      System.out.println("Built twice, in two places: every file is the same to the last bit.");
      return 0;
    }
    System.err.println("Not the same when built again: " + String.join(", ", different));
    System.err.println("Compare " + target + " with " + again);
    return 1;
  }

  private static void remove(Path directory) {
    Command.of("rm", "-rf", "--one-file-system", "--", directory.toString()).run();
  }

  private static void copySources(Path from, Path to) throws IOException {
    String listed =
        Command.of("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
            .in(from)
            .run();
    for (String name : listed.split("\0", -1)) {
      Path source = from.resolve(name);
      if (!name.isEmpty() && Files.isRegularFile(source)) {
        Path copy = to.resolve(name);
        Files.createDirectories(copy.getParent());
        Files.copy(source, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
