package dev.realtime.cli.doctor;

import dev.realtime.cli.view.Ages;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Does an operator run, and does one of its replicas lead? */
public final class OperatorHealth implements Examination {
  private static final String LABEL = "app.kubernetes.io/name";
  private static final String NAME = "realtime-operator";

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
  public List<Finding> look() {
    List<Deployment> deployments =
        client.apps().deployments().inNamespace(namespace).withLabel(LABEL, NAME).list().getItems();
    if (deployments.isEmpty()) {
      return List.of(
          Finding.bad(
              "there is no Deployment labelled " + LABEL + "=" + NAME,
              "install the operator, or say where it is: --operator-namespace"));
    }
    var findings = new ArrayList<Finding>();
    deployments.forEach(deployment -> findings.add(about(deployment)));
    findings.addAll(leases());
    return findings;
  }

  private Finding about(Deployment deployment) {
    String name = deployment.getMetadata().getName();
    int wanted =
        deployment.getSpec().getReplicas() == null ? 1 : deployment.getSpec().getReplicas();
    int ready =
        deployment.getStatus() == null || deployment.getStatus().getReadyReplicas() == null
            ? 0
            : deployment.getStatus().getReadyReplicas();
    String image =
        deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
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

  private List<Finding> leases() {
    List<Lease> leases =
        client.leases().inNamespace(namespace).list().getItems().stream()
            .filter(lease -> lease.getMetadata().getName().startsWith(NAME))
            .toList();
    if (leases.isEmpty()) {
      return List.of(
          Finding.note(
              "there is no Lease " + NAME + ": nobody leads, or leader election is off",
              "with LEADER_ELECTION=false only one replica may run"));
    }
    return leases.stream().map(this::about).toList();
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
