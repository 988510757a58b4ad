package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.sys.ClusterException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point that {@code ./dev} hands over to. */
@Command(
    name = "./dev",
    description = "Realtime Operator: the local cluster, the tests, the build.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ClusterCommand.class, ImagesCommand.class, ProgramsCommand.class},
    mixinStandardHelpOptions = true)
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(Main::explain);
    System.exit(line.execute(arguments));
  }

  /** What we know the reason of needs no stack trace. */
  private static int explain(Exception problem, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (problem instanceof ClusterException known) {
      System.err.println(line.getColorScheme().errorText(String.valueOf(known.getMessage())));
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw problem;
  }
}
