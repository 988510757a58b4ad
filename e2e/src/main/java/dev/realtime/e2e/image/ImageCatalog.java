package dev.realtime.e2e.image;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All images of the project and how each is made; the place to ask for an image.
 *
 * <pre>{@code
 * ImageCatalog images = new ImageCatalog(ImageSettings.standard(), programs);
 * BuiltImage redis = images.build(ProjectImage.REDIS);
 * }</pre>
 */
public final class ImageCatalog {
  private final ImageBuilder builder;
  private final Map<ProjectImage, ImageRecipe> recipes = new EnumMap<>(ProjectImage.class);

  /**
   * Prepares a catalogue; does no work yet.
   *
   * @param programs gives the static programs of {@link ProjectImage#COREDNS} and {@link
   *     ProjectImage#METRICS_SERVER}; an image whose program is missing here cannot be built
   */
  public ImageCatalog(ImageSettings settings, Map<ProjectImage, ProgramSource> programs) {
    builder = new ImageBuilder(settings);
    put(new StaticProgramRecipe(ProjectImage.PAUSE, new PauseProgram(settings), false, List.of()));
    put(new RedisRecipe());
    programs.forEach(
        (image, program) -> put(new StaticProgramRecipe(image, program, true, List.of())));
  }

  /**
   * Returns an image, building it where its inputs changed since the last time.
   *
   * @throws ImageBuildException where a step fails, or the catalogue has no way to make it
   */
  public BuiltImage build(ProjectImage image) throws IOException, InterruptedException {
    return builder.build(recipe(image));
  }

  /**
   * Builds an image and pushes it.
   *
   * @param prefix registry and path, for example {@code ghcr.io/acme}; the image's short name and
   *     tag are appended
   * @return name and digest in the registry, {@code ghcr.io/acme/server:1.0@sha256:...}
   */
  public String push(ProjectImage image, String prefix) throws IOException, InterruptedException {
    String target = prefix + "/" + image.shortName() + ":" + image.tag();
    return target + "@" + builder.push(recipe(image), target);
  }

  private ImageRecipe recipe(ProjectImage image) {
    @Nullable ImageRecipe recipe = recipes.get(image);
    if (recipe == null) {
      throw new ImageBuildException(
          image.reference() + " needs a program that this catalogue was made without");
    }
    return recipe;
  }

  private void put(ImageRecipe recipe) {
    recipes.put(recipe.image(), recipe);
  }
}
