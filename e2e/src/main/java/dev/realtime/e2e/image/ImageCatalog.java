package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.binary.Binaries;
import dev.realtime.e2e.cluster.binary.Program;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All images of the project and how each is made; the place to ask for an image.
 *
 * <pre>{@code
 * ImageCatalog images = ImageCatalog.standard(directories, progress);
 * BuiltImage redis = images.build(ProjectImage.REDIS);
 * }</pre>
 */
public final class ImageCatalog {
  private final ImageBuilder builder;
  private final Map<ProjectImage, ImageRecipe> recipes = new EnumMap<>(ProjectImage.class);

  /** Prepares a catalogue; does no work yet. */
  public ImageCatalog(ImageSettings settings, Binaries binaries, Progress progress) {
    builder = new ImageBuilder(settings, progress);
    put(DebianPrograms.redis());
    put(DebianPrograms.postgres());
    put(program(ProjectImage.PAUSE, Program.PAUSE, binaries).withoutCertificates());
    put(program(ProjectImage.COREDNS, Program.COREDNS, binaries));
    put(program(ProjectImage.METRICS_SERVER, Program.METRICS_SERVER, binaries));
    put(new JavaProgramRecipe(server(), settings));
    put(new JavaProgramRecipe(operator(binaries), settings));
  }

  /** Returns a catalogue of images with a runtime of our own. */
  public static ImageCatalog standard(Directories directories, Progress progress) {
    return new ImageCatalog(
        ImageSettings.of(directories), new Binaries(directories, progress), progress);
  }

  /**
   * Returns an image, building it where its inputs changed since the last time.
   *
   * @throws ClusterException where a step fails, with the step's output
   */
  public BuiltImage build(ProjectImage image) {
    try {
      return builder.build(recipe(image));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot build image " + image.reference(), e);
    }
  }

  /** Returns what an image has of others, beside Java libraries; builds nothing. */
  public List<Material> materials(ProjectImage image) {
    try {
      return recipe(image).materials();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot tell what " + image.reference() + " is made of", e);
    }
  }

  /**
   * Builds an image and pushes it.
   *
   * @param prefix registry and path, for example {@code ghcr.io/acme}; the image's short name and
   *     tag are appended
   * @return name and digest in the registry, {@code ghcr.io/acme/server:1.0@sha256:...}
   */
  public String push(ProjectImage image, String prefix) {
    String target = prefix + "/" + image.shortName() + ":" + image.tag();
    try {
      return target + "@" + builder.push(recipe(image), target);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot push " + target, e);
    }
  }

  private ImageRecipe recipe(ProjectImage image) {
    @Nullable ImageRecipe recipe = recipes.get(image);
    if (recipe == null) {
      throw new ClusterException("There is no recipe for " + image.reference());
    }
    return recipe;
  }

  private void put(ImageRecipe recipe) {
    recipes.put(recipe.image(), recipe);
  }

  private static JavaProgram server() {
    return new JavaProgram(
        ProjectImage.SERVER,
        "server",
        "dev.realtime.server.Main",
        List.of("serve", "--config-dir", "/etc/realtime/config"),
        List.of(8004, 9004),
        ServerTraining::start);
  }

  private static JavaProgram operator(Binaries binaries) {
    return new JavaProgram(
        ProjectImage.OPERATOR,
        "operator",
        "dev.realtime.operator.Main",
        List.of(),
        List.of(8080),
        (settings, work) -> OperatorTraining.start(settings, binaries, work));
  }

  private static StaticProgramRecipe program(
      ProjectImage image, Program program, Binaries binaries) {
    return new StaticProgramRecipe(image, () -> binaries.get(program), true, List.of());
  }
}
