package dev.realtime.server;

import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.ConfigLoader;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** A server from its start to the end of the process. */
final class Serving {
  private Serving() {}

  /**
   * Runs the server until SIGTERM or SIGINT, and then drains it. Logs are set up while the
   * configuration is read, which logs nothing.
   *
   * @param err is told why the server does not start
   * @return the exit code, once the server has ended
   */
  static int untilEnd(ServerOptions options, PrintWriter err) throws InterruptedException {
    Server server;
    Thread logs = Thread.ofPlatform().name("realtime-logs").start(LogSetup::begin);
    try {
      ConfigLoader.Loaded loaded = options.load();
      DirectMemory.bound(loaded.config().limits());
      logs.join();
      server = Server.start(options, loaded);
    } catch (ConfigException | Server.StartException e) {
      // The process ends with this, and Log4j complains when it is set up meanwhile.
      logs.join();
      err.println("The server does not start:\n" + e.getMessage());
      return Main.EX_CONFIG;
    }
    CountDownLatch ended = new CountDownLatch(1);
    Thread drain = new Thread(() -> end(server, options.dev(), ended), "realtime-drain");
    Runtime.getRuntime().addShutdownHook(drain);
    var _ = server.whenDrained().thenRun(() -> System.exit(0));
    ended.await();
    return 0;
  }

  /** Runs when the process is told to end; the process lives as long as this takes. */
  private static void end(Server server, boolean dev, CountDownLatch ended) {
    int code = 0;
    try {
      if (!dev) {
        var _ = server.drain("told to end").join();
      }
      server.close();
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(Serving.class).error("The end was not orderly", e);
      code = 1;
    }
    ended.countDown();
    // Without this the code would be that of the signal, and an orderly end look like a failure.
    Runtime.getRuntime().halt(code);
  }
}
