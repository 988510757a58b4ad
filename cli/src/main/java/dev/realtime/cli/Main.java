package dev.realtime.cli;

import dev.realtime.cli.view.Ink;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The plugin's entry point. Exit codes: 0 well, 1 a problem, 2 wrong arguments. */
@Command(
    name = "kubectl realtime",
    description = "Looks after RealtimeServices: see, approve, act, diagnose.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      StatusCommand.class,
      IncidentsCommand.class,
      ApproveCommand.class,
      MaintenanceCommand.class,
      ScaleCommand.class,
      RestartCommand.class,
      RollbackCommand.class,
      LogsCommand.class,
      DoctorCommand.class,
      CompletionCommand.class
    })
public final class Main implements Runnable {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "show the exception behind a problem")
  boolean debug;

  private Main() {}

  public static void main(String[] arguments) {
    if (arguments.length > 1 && arguments[0].equals(Candidates.COMMAND)) {
      Candidates.of(line(), List.of(arguments).subList(1, arguments.length))
          .forEach(System.out::println);
      return;
    }
    System.exit(line().execute(arguments));
  }

  /** The command line, for this process and for tests. */
  static CommandLine line() {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((problem, _, _) -> main.explain(problem, line.getErr()));
    return line;
  }

  /** Without a command, says which there are. */
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  private int explain(Exception thrown, PrintWriter err) throws Exception {
    Problem problem =
        switch (thrown) {
          case Problem known -> known;
          case KubernetesClientException refused ->
              Refusals.explain("talking to the cluster", refused);
          default -> throw thrown;
        };
    Ink ink = Ink.ofTerminal();
    err.println(ink.red("error: ") + problem.getMessage());
    err.println(ink.bold("remedy: ") + problem.remedy());
    if (debug && thrown.getCause() != null) {
      thrown.getCause().printStackTrace(err);
    }
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
