package dev.realtime.e2e.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How one image is made. Implementations do no work before {@link #layOut}. */
public interface ImageRecipe {

  /** Returns which image this makes. */
  ProjectImage image();

  /**
   * Adds all that the image's contents depend on beside the classes and resources of this package
   * (see {@link RecipeCode}), so that an equal fingerprint means that an image in the cache can be
   * used. Fast: reads files and asks tools for versions, builds nothing slow.
   */
  void addInputs(Fingerprint fingerprint) throws IOException;

  /**
   * Lays out the image's files.
   *
   * @param work an empty directory for intermediate files; deleted once the image is written
   */
  ImageContents layOut(Path work) throws IOException;

  /** Returns what the image has of others, beside Java libraries. */
  default List<Material> materials() throws IOException {
    return List.of();
  }

  /** Returns whether a base image given by the user applies to this image. */
  default boolean takesBase() {
    return false;
  }
}
