package dev.realtime.cli;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.cli.view.ServiceScreen;
import dev.realtime.cli.view.ServiceTable;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How services are. */
@Command(
    name = "status",
    description = {
      "Shows how a service is: pods, checklist, conditions, incident.",
      "Without a name: the only service there is, or a list. Ends with 1 where a service is not"
          + " ready."
    })
final class StatusCommand extends ClusterCommand {
  @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "name of the RealtimeService")
  @Nullable String name;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "list the services of all namespaces")
  boolean all;

  @Override
  int run(KubernetesClient client) {
    if (name != null) {
      return show(services(client).one(name));
    }
    List<RealtimeService> found = found(client);
    if (found.isEmpty()) {
      out().println("There is no RealtimeService" + where(client) + ".");
      return 0;
    }
    if (found.size() == 1 && !all) {
      return show(found.getFirst());
    }
    out().print(ServiceTable.of(found, now(), ink()));
    return found.stream().allMatch(StatusCommand::ready) ? 0 : 1;
  }

  /** Of the namespace; where it has none and none was named, of all that may be seen. */
  private List<RealtimeService> found(KubernetesClient client) {
    Services services = services(client);
    if (all) {
      return services.everywhere();
    }
    List<RealtimeService> here = services.in(connection.namespace(client));
    return here.isEmpty() && !connection.namespaceGiven()
        ? services.everywhereIfAllowed().orElse(here)
        : here;
  }

  private String where(KubernetesClient client) {
    return all || !connection.namespaceGiven()
        ? ""
        : " in namespace " + connection.namespace(client);
  }

  private int show(RealtimeService service) {
    out().print(ServiceScreen.of(service, now(), ink()));
    return ready(service) ? 0 : 1;
  }

  private static boolean ready(RealtimeService service) {
    return service.statusOrEmpty().isTrue("Ready");
  }
}
