package dev.realtime.cli;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds services and runs by what a person typed. */
final class Services {
  private static final int FORBIDDEN = 403;

  private final KubernetesClient client;
  private final Connection connection;

  Services(KubernetesClient client, Connection connection) {
    this.client = client;
    this.connection = connection;
  }

  /**
   * The service of that name; without a name the only one.
   *
   * @throws Problem naming the nearest, or those there are
   */
  RealtimeService one(@Nullable String name) {
    String namespace = connection.namespace(client);
    List<RealtimeService> here = in(namespace);
    if (name == null) {
      if (here.size() == 1) {
        return here.getFirst();
      }
      throw new Problem(
          "choosing a service",
          here.isEmpty()
              ? "there is none in namespace " + namespace + elsewhere(namespace)
              : "namespace " + namespace + " has " + here.size() + ": " + names(here),
          here.isEmpty() ? "choose a namespace with -n" : "name one of them");
    }
    return here.stream()
        .filter(service -> service.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, namespace, here));
  }

  /** All services of a namespace, by name. */
  List<RealtimeService> in(String namespace) {
    return Refusals.ask(
        "listing RealtimeServices in namespace " + namespace,
        client,
        () -> sorted(client.resources(RealtimeService.class).inNamespace(namespace).list()));
  }

  /** All services of all namespaces. */
  List<RealtimeService> everywhere() {
    return Refusals.ask(
        "listing RealtimeServices of all namespaces",
        client,
        () -> sorted(client.resources(RealtimeService.class).inAnyNamespace().list()));
  }

  /** All services of all namespaces, if that may be asked for. */
  Optional<List<RealtimeService>> everywhereIfAllowed() {
    try {
      return Optional.of(sorted(client.resources(RealtimeService.class).inAnyNamespace().list()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == FORBIDDEN) {
        return Optional.empty();
      }
      throw Refusals.explain("listing RealtimeServices of all namespaces", e);
    }
  }

  /**
   * What {@code doctor} can look at: all services, else those of the namespace, else none. Why a
   * list was refused is told by its other findings.
   */
  List<RealtimeService> everywhereIfReadable() {
    try {
      return connection.namespaceGiven()
          ? in(connection.namespace(client))
          : everywhereIfAllowed().orElseGet(() -> in(connection.namespace(client)));
    } catch (Problem unreadable) {
      return List.of();
    }
  }

  /** The runs of a namespace, newest first. */
  List<RunbookRun> runs(String namespace) {
    return Refusals.ask(
        "listing RunbookRuns in namespace " + namespace,
        client,
        () ->
            client.resources(RunbookRun.class).inNamespace(namespace).list().getItems().stream()
                .sorted(
                    Comparator.comparing(
                            (RunbookRun run) -> run.getMetadata().getCreationTimestamp())
                        .thenComparing(run -> run.getMetadata().getName())
                        .reversed())
                .toList());
  }

  /**
   * The run of that name.
   *
   * @throws Problem naming the nearest
   */
  RunbookRun run(String name) {
    String namespace = connection.namespace(client);
    List<RunbookRun> here = runs(namespace);
    return here.stream()
        .filter(run -> run.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Problem(
                    "looking for RunbookRun " + name,
                    "there is none in namespace "
                        + namespace
                        + meant(
                            name, here.stream().map(run -> run.getMetadata().getName()).toList()),
                    "kubectl realtime incidents -n " + namespace + " lists them"));
  }

  private Problem unknown(String name, String namespace, List<RealtimeService> here) {
    String why =
        "there is none of that name in namespace "
            + namespace
            + meant(name, here.stream().map(service -> service.getMetadata().getName()).toList());
    return new Problem(
        "looking for RealtimeService " + name,
        here.isEmpty() ? why + elsewhere(namespace) : why,
        here.isEmpty()
            ? "choose a namespace with -n"
            : "namespace " + namespace + " has: " + names(here));
  }

  private String elsewhere(String namespace) {
    List<String> others =
        everywhereIfAllowed().orElse(List.of()).stream()
            .map(service -> service.getMetadata().getNamespace())
            .filter(other -> !other.equals(namespace))
            .distinct()
            .limit(5)
            .toList();
    return others.isEmpty() ? "" : "; there are some in " + String.join(", ", others);
  }

  private static String meant(String typed, List<String> known) {
    return Nearest.to(typed, known).map(name -> "; did you mean '" + name + "'?").orElse("");
  }

  private static String names(List<RealtimeService> services) {
    return String.join(
        ", ", services.stream().map(service -> service.getMetadata().getName()).toList());
  }

  private static List<RealtimeService> sorted(KubernetesResourceList<RealtimeService> list) {
    return list.getItems().stream()
        .sorted(
            Comparator.comparing((RealtimeService service) -> service.getMetadata().getNamespace())
                .thenComparing(service -> service.getMetadata().getName()))
        .toList();
  }
}
