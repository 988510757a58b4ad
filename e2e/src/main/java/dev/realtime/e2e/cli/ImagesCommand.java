package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.binary.Binaries;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.BuiltImage;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.ImageSettings;
import dev.realtime.e2e.image.ProjectImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Builds images into the cache, or pushes them. */
@Command(
    name = "images",
    description = {
      "Builds images without a container engine, and prints size, digest and file of each.",
      "Java programs are taken as ./mvnw package -DskipTests left them."
    },
    mixinStandardHelpOptions = true)
final class ImagesCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "pause, coredns, metrics-server, redis, postgres, server, operator; none: all")
  List<String> names = List.of();

  @Option(
      names = "--base",
      paramLabel = "IMAGE",
      description =
          "put server and operator on this image from a registry, which has Java 25 on its PATH, as"
              + " eclipse-temurin:25-jre has; without: a runtime of our own, and nothing is pulled")
  @Nullable String base;

  @Option(
      names = "--no-aot",
      description =
          "leave out the recorded AOT cache: the image is then the same to the last bit wherever it"
              + " is built, and starts about half a second later")
  boolean withoutAotCache;

  @Option(
      names = "--push",
      paramLabel = "PREFIX",
      description =
          "push to a registry instead, below this name (ghcr.io/acme gives ghcr.io/acme/server:TAG),"
              + " with the credentials of docker login")
  @Nullable String prefix;

  @Override
  public Integer call() {
    Directories directories = Directories.standard();
    Progress progress = Progress.onTerminal();
    ImageSettings settings = ImageSettings.of(directories);
    settings = base == null ? settings : settings.withBase(base);
    settings = withoutAotCache ? settings.withoutAotCache() : settings;
    ImageCatalog catalog =
        new ImageCatalog(settings, new Binaries(directories, progress), progress);
    for (ProjectImage image : selected()) {
      System.out.println(prefix == null ? line(catalog.build(image)) : catalog.push(image, prefix));
    }
    return 0;
  }

  private List<ProjectImage> selected() {
    List<ProjectImage> all = List.of(ProjectImage.values());
    if (names.isEmpty()) {
      return all;
    }
    return names.stream().map(ImagesCommand::named).toList();
  }

  private static ProjectImage named(String name) {
    for (ProjectImage image : ProjectImage.values()) {
      if (image.shortName().equals(name)) {
        return image;
      }
    }
    throw new ClusterException(
        "There is no image \"%s\"; there are %s"
            .formatted(
                name,
                Arrays.stream(ProjectImage.values())
                    .map(ProjectImage::shortName)
                    .collect(Collectors.joining(", "))));
  }

  private static String line(BuiltImage image) {
    return String.format(
        Locale.ROOT,
        "%-40s %6.1f MB (%.1f MB compressed)  %s  %s",
        image.name(),
        image.unpackedBytes() / 1e6,
        image.tarBytes() / 1e6,
        image.digest(),
        image.tar());
  }
}
