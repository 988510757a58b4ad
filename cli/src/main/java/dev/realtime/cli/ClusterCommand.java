package dev.realtime.cli;

import dev.realtime.cli.view.Ink;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that talks to a cluster. */
@Command(mixinStandardHelpOptions = true)
abstract class ClusterCommand implements Callable<Integer> {
  @Mixin final Connection connection = new Connection();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public final Integer call() throws Exception {
    try (KubernetesClient client = connection.open()) {
      return run(client);
    } finally {
      out().flush();
    }
  }

  /** Does it, and says with which status the process ends. */
  abstract int run(KubernetesClient client) throws Exception;

  final Services services(KubernetesClient client) {
    return new Services(client, connection);
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final Ink ink() {
    return Ink.ofTerminal();
  }

  final Instant now() {
    return Instant.now();
  }
}
