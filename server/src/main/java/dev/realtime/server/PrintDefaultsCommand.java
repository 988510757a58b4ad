package dev.realtime.server;

import dev.realtime.server.config.JsonSchema;
import dev.realtime.server.config.Reference;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code print-defaults}. */
@Command(
    name = "print-defaults",
    description = "Prints a configuration file with every setting at its default, explained.",
    mixinStandardHelpOptions = true)
final class PrintDefaultsCommand implements Runnable {
  @Option(names = "--schema", description = "Print the JSON Schema of the file instead.")
  private boolean schema;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(schema ? JsonSchema.generate() : Reference.defaultsYaml());
    out.flush();
  }
}
