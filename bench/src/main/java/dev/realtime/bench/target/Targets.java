package dev.realtime.bench.target;

import java.nio.file.Path;
import java.util.List;

/** The kinds of server that there are to measure. */
public final class Targets {
  private Targets() {}

  /**
   * All of them, the project's own first.
   *
   * @param project root of the checkout
   */
  public static List<Target> all(Path project) {
    Workshop workshop = Workshop.of(project);
    return List.of(
        new RealtimeServer(workshop, project),
        new GoPeer(workshop),
        new SocketIoPeer(workshop),
        new SendLoop(workshop));
  }
}
