package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point that {@code ./dev} hands over to. */
@Command(
    name = "./dev",
    description = "Realtime Operator: the local cluster, the tests, the build.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      KubectlCommand.class,
      PluginCommand.class,
      KubeconfigCommand.class,
      ServerCommand.class,
      CheckCommand.class,
      TestCommand.class,
      BenchCommand.class,
      ChaosCommand.class,
      ClusterCommand.class,
      ImagesCommand.class,
      ManifestsCommand.class,
      ProgramsCommand.class,
      ReleaseCommand.class,
      AuditCommand.class,
      ScaleCommand.class
    },
    mixinStandardHelpOptions = true)
public final class Main implements Runnable {
  private Main() {}

  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(Main::explain);
    line.setParameterExceptionHandler(Main::refuse);
    // The arguments of kubectl are its own, down to the "--" of exec; so are the benchmark's.
    for (String other : List.of("kubectl", "bench")) {
      Objects.requireNonNull(line.getSubcommands().get(other))
          .setUnmatchedOptionsArePositionalParams(true)
          .setEndOfOptionsDelimiter("\0");
    }
    System.exit(line.execute(arguments));
  }

  /** Without a command, says which there are. */
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /** What we know the reason of needs no stack trace. */
  private static int explain(Exception problem, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (problem instanceof ClusterException known) {
      System.err.println(line.getColorScheme().errorText(String.valueOf(known.getMessage())));
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (problem instanceof UncheckedIOException disk) {
      // A full disk, a directory of somebody else's: the place is of no interest, the reason is.
      System.err.println(
          line.getColorScheme().errorText(disk.getMessage() + " (" + disk.getCause() + ")"));
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw problem;
  }

  /** Says what does not fit, and what was meant perhaps. */
  private static int refuse(ParameterException problem, String[] arguments) {
    CommandLine line = problem.getCommandLine();
    PrintWriter err = line.getErr();
    String reason =
        problem instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()
            ? (line.getSubcommands().isEmpty()
                    ? "'%s' means nothing here."
                    : "There is no command '%s'.")
                .formatted(unmatched.getUnmatched().getFirst())
            : String.valueOf(problem.getMessage());
    err.println(line.getColorScheme().errorText(reason));
    UnmatchedArgumentException.printSuggestions(problem, err);
    err.println("Help: " + line.getCommandSpec().qualifiedName(" ") + " --help");
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }
}
