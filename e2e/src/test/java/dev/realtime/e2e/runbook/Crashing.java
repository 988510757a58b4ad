package dev.realtime.e2e.runbook;

import java.util.concurrent.TimeUnit;

/** The server with a defect that shows late: it starts, becomes ready, serves, and ends. */
public final class Crashing {
  private static final int AFTER_SECONDS = 12;

  private Crashing() {}

  /** Takes the server's own arguments. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Thread.ofPlatform().daemon().name("defect").start(Crashing::end);
    // The server's classes are in its image, and not among those of these tests.
    Class.forName("dev.realtime.server.Main")
        .getMethod("main", String[].class)
        .invoke(null, (Object) arguments);
  }

  private static void end() {
    try {
      TimeUnit.SECONDS.sleep(AFTER_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.err.println("a defect: this server ends");
    Runtime.getRuntime().halt(134);
  }
}
