package dev.realtime.e2e.sdk;

import dev.realtime.e2e.cluster.sys.Directories;
import java.util.EnumMap;
import java.util.Map;

/** Node, and Chromium once a test wants it. */
final class JsPlaces implements AutoCloseable {
  private final Directories directories;
  private final Map<Sdk.Place, NodeSdk> started = new EnumMap<>(Sdk.Place.class);

  JsPlaces(Directories directories) {
    this.directories = directories;
  }

  /** Returns where clients of this place live. */
  synchronized NodeSdk of(Sdk.Place place) {
    return started.computeIfAbsent(
        place,
        wanted ->
            wanted == Sdk.Place.CHROMIUM
                ? NodeSdk.startInChromium(directories)
                : NodeSdk.start(directories));
  }

  @Override
  public void close() {
    started.values().forEach(NodeSdk::close);
  }
}
