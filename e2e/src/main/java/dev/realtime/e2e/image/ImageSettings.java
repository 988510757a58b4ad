package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.sys.Directories;
import java.util.Optional;

/**
 * How images are made.
 *
 * @param directories sources, and the cache: images are below {@code images} in it
 * @param base a registry image with Java 25 on its PATH to put the Java programs on, for example
 *     {@code eclipse-temurin:25-jre}; empty for a runtime of our own, which needs no registry
 * @param aotCache whether Java programs get an AOT cache; without, an image is reproducible to the
 *     last bit and starts about half a second later
 */
public record ImageSettings(Directories directories, Optional<String> base, boolean aotCache) {

  /** Returns the usual settings: a runtime of our own, with an AOT cache. */
  public static ImageSettings of(Directories directories) {
    return new ImageSettings(directories, Optional.empty(), true);
  }

  public ImageSettings withBase(String reference) {
    return new ImageSettings(directories, Optional.of(reference), aotCache);
  }

  public ImageSettings withoutAotCache() {
    return new ImageSettings(directories, base, false);
  }
}
