package dev.realtime.cli;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.cli.run.PodLogs;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The logs of all pods. */
@Command(
    name = "logs",
    description = "Prints the logs of all pods of a service, each line with the name of its pod.")
final class LogsCommand extends ClusterCommand {
  /** Whose logs. */
  enum Component {
    SERVER,
    REDIS,
    SENTINEL,
    ALL;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "the service")
  @Nullable String name;

  @Option(
      names = {"-f", "--follow"},
      description = "go on as the logs grow, and with pods that come later")
  boolean follow;

  @Option(
      names = "--tail",
      paramLabel = "LINES",
      defaultValue = "100",
      description = "last lines of each pod to begin with (default: ${DEFAULT-VALUE})")
  int tail;

  @Option(
      names = {"-p", "--previous"},
      description = "of the container before the last restart")
  boolean previous;

  @Option(
      names = {"-c", "--component"},
      defaultValue = "server",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  Component component = Component.SERVER;

  @Override
  int run(KubernetesClient client) throws InterruptedException {
    RealtimeService service = services(client).one(name);
    String instance = service.getMetadata().getName();
    Map<String, String> labels =
        component == Component.ALL
            ? Map.of("app.kubernetes.io/instance", instance)
            : Map.of(
                "app.kubernetes.io/instance",
                instance,
                "app.kubernetes.io/component",
                component.toString());
    var logs =
        new PodLogs(
            client,
            service.getMetadata().getNamespace(),
            labels,
            new PodLogs.Wanted(tail, previous),
            out(),
            ink());
    if (follow) {
      logs.follow();
    } else {
      logs.print();
    }
    return 0;
  }
}
