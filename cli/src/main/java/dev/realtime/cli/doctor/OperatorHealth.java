package dev.realtime.cli.doctor;

import dev.realtime.cli.view.Ages;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Does an operator run, and does one of its replicas lead? */
public final class OperatorHealth implements Examination {
  private static final String LABEL = "app.kubernetes.io/name";
  private static final String NAME = "realtime-operator";
  private static final String CONTAINER = "operator";

  /** Twice what a Lease lasts: a clock may be off by some seconds. */
  private static final Duration STALE = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final String namespace;
  private final Instant now;

  /** In the namespace the operator is installed in. */
  public OperatorHealth(KubernetesClient client, String namespace, Instant now) {
    this.client = client;
    this.namespace = namespace;
    this.now = now;
  }

  @Override
  public String title() {
    return "Operator in " + namespace;
  }

  @Override
  public void look(Findings findings) {
    List<Deployment> deployments =
        client.apps().deployments().inNamespace(namespace).withLabel(LABEL, NAME).list().getItems();
    if (deployments.isEmpty()) {
      findings.add(
          Finding.bad(
              "there is no Deployment labelled " + LABEL + "=" + NAME,
              "install the operator, or say where it is: --operator-namespace"));
    }
    for (Deployment deployment : deployments) {
      findings.add(about(deployment));
      findings.ask(() -> findings.add(leadership(container(deployment))));
    }
  }

  private static Container container(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .filter(container -> CONTAINER.equals(container.getName()))
        .findFirst()
        .orElseGet(() -> deployment.getSpec().getTemplate().getSpec().getContainers().getFirst());
  }

  /** The last of that name counts, as in the container; empty where its value is elsewhere. */
  private static Optional<String> variable(Container container, String name) {
    return container.getEnv().stream()
        .filter(variable -> name.equals(variable.getName()))
        .reduce((_, last) -> last)
        .map(EnvVar::getValue);
  }

  private Finding about(Deployment deployment) {
    String name = deployment.getMetadata().getName();
    int wanted =
        deployment.getSpec().getReplicas() == null ? 1 : deployment.getSpec().getReplicas();
    int ready =
        deployment.getStatus() == null || deployment.getStatus().getReadyReplicas() == null
            ? 0
            : deployment.getStatus().getReadyReplicas();
    String image = container(deployment).getImage();
    String what = name + ": " + ready + " of " + wanted + " replicas ready, image " + image;
    if (ready == 0) {
      return Finding.bad(
          what,
          wanted == 0
              ? "kubectl scale deployment " + name + " --replicas=2 -n " + namespace
              : "kubectl describe pods -n "
                  + namespace
                  + "; kubectl logs deployment/"
                  + name
                  + " -n "
                  + namespace);
    }
    return ready < wanted
        ? Finding.note(what, "one replica does the work; see why the others are not ready")
        : Finding.good(what);
  }

  private Finding leadership(Container operator) {
    String name = variable(operator, "LEASE_NAME").orElse(NAME);
    Lease lease = client.leases().inNamespace(namespace).withName(name).get();
    return lease == null
        ? Finding.note(
            "there is no Lease " + name + ": nobody leads, or leader election is off",
            "with LEADER_ELECTION=false only one replica may run")
        : about(lease);
  }

  private Finding about(Lease lease) {
    String name = lease.getMetadata().getName();
    String holder = lease.getSpec().getHolderIdentity();
    if (holder == null || holder.isEmpty() || lease.getSpec().getRenewTime() == null) {
      return Finding.bad("Lease " + name + " is held by nobody", logs());
    }
    Duration age = Duration.between(lease.getSpec().getRenewTime().toInstant(), now);
    return age.compareTo(STALE) > 0
        ? Finding.bad(
            "Lease " + name + " of " + holder + " was last renewed " + Ages.of(age) + " ago",
            logs())
        : Finding.good(holder + " leads");
  }

  private String logs() {
    return "kubectl logs -n " + namespace + " -l " + LABEL + "=" + NAME;
  }
}
