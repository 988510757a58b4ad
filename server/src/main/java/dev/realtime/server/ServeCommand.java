package dev.realtime.server;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}. */
@Command(
    name = "serve",
    description = "Runs the server until SIGTERM or SIGINT, and then drains it.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Mixin private ConfigSource source = new ConfigSource();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    ServerOptions options = source.options();
    Server server;
    try {
      DirectMemory.bound(options);
      server = Server.start(options);
    } catch (Server.StartException e) {
      spec.commandLine().getErr().println("The server does not start:\n" + e.getMessage());
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
      LoggerFactory.getLogger(ServeCommand.class).error("The end was not orderly", e);
      code = 1;
    }
    ended.countDown();
    // Without this the code would be that of the signal, and an orderly end look like a failure.
    Runtime.getRuntime().halt(code);
  }
}
