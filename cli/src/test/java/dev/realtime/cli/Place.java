package dev.realtime.cli;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;

/** A namespace of its own for one test, with the objects that the operator would have written. */
final class Place {
  final TestCluster cluster = TestCluster.shared();
  final String name = "t-" + UUID.randomUUID().toString().substring(0, 8);
  private final KubernetesClient client = cluster.client();

  Place() {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  Ran run(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--namespace=" + name;
    return Ran.with(cluster.kubeconfig(), all);
  }

  /** Creates a service with this spec and status, in YAML. */
  void service(String service, String spec, String status) {
    RealtimeService made =
        Serialization.unmarshal(
            "apiVersion: realtime.dev/v1alpha1\nkind: RealtimeService\nmetadata: {name: %s, namespace: %s}\nspec: %s\nstatus:\n%s"
                .formatted(service, name, spec, status.indent(2)),
            RealtimeService.class);
    var created = client.resource(made).create();
    created.setStatus(made.getStatus());
    client.resource(created).updateStatus();
  }

  /** Creates a run with this spec and status, in YAML. */
  void runbookRun(String run, String spec, String status) {
    RunbookRun made =
        Serialization.unmarshal(
            "apiVersion: realtime.dev/v1alpha1\nkind: RunbookRun\nmetadata: {name: %s, namespace: %s}\nspec: %s\nstatus:\n%s"
                .formatted(run, name, spec, status.indent(2)),
            RunbookRun.class);
    var created = client.resource(made).create();
    created.setStatus(made.getStatus());
    client.resource(created).updateStatus();
  }

  List<RunbookRun> runs() {
    return client.resources(RunbookRun.class).inNamespace(name).list().getItems();
  }

  RealtimeService service(String service) {
    return client.resources(RealtimeService.class).inNamespace(name).withName(service).get();
  }

  RunbookRun runbookRun(String run) {
    return client.resources(RunbookRun.class).inNamespace(name).withName(run).get();
  }

  /** Plays the operator: gives the run that a command makes this status, in YAML. */
  Ran whileOperatorAnswers(String status, String... arguments) {
    CompletableFuture<Ran> ran = CompletableFuture.supplyAsync(() -> run(arguments));
    Awaitility.await("the run that the command asks for")
        .atMost(Duration.ofSeconds(30))
        .until(() -> !runs().isEmpty() || ran.isDone());
    RunbookRun run = runs().getFirst();
    run.setStatus(
        Serialization.unmarshal(
                "apiVersion: realtime.dev/v1alpha1\nkind: RunbookRun\nstatus:\n" + status.indent(2),
                RunbookRun.class)
            .getStatus());
    client.resource(run).updateStatus();
    try {
      return ran.join();
    } catch (CompletionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
