package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.cli.CheckToken;
import dev.realtime.server.cli.GenToken;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "realtime-server",
    description = "Realtime messaging over WebSocket, SSE and HTTP streaming.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.ProgramVersion.class,
    subcommands = {
      ServeCommand.class,
      CheckConfigCommand.class,
      PrintDefaultsCommand.class,
      GenToken.class,
      CheckToken.class
    })
public final class Main implements Runnable {
  /** Exit code over a refused configuration, as in sysexits.h. */
  static final int EX_CONFIG = 78;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** For the command line. */
  public Main() {}

  /** Runs a command, and ends the process with its exit code unless it is 0. */
  public static void main(String[] args) throws InterruptedException {
    // Pods are started with this line; the library that reads all others takes a third of their
    // time
    // to start, as its classes are too old for the JVM's AOT cache.
    int code =
        args.length == 3 && args[0].equals("serve") && args[1].equals("--config-dir")
            ? Serving.untilEnd(
                ConfigSource.in(Path.of(args[2]), false), new PrintWriter(System.err, true, UTF_8))
            : execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int execute(String[] args) {
    LogSetup.begin();
    return new CommandLine(new Main()).execute(args);
  }

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    spec.commandLine().usage(out);
  }

  /** Tells the version. */
  static final class ProgramVersion implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"realtime-server " + Version.text()};
    }
  }
}
