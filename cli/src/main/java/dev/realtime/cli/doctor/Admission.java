package dev.realtime.cli.doctor;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ServiceReference;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.stream.Stream;

/**
 * What stands between a person and the API server: the approval policy, and webhooks on our API.
 */
public final class Admission implements Examination {
  private static final String POLICY = "realtime-runbook-approval";
  private static final String GROUP = "realtime.dev";
  private static final String APPLY =
      "kubectl apply --server-side -f manifests/base/approval-policy.yaml";

  private final KubernetesClient client;

  /** Of this cluster. */
  public Admission(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public String title() {
    return "Admission";
  }

  @Override
  public void look(Findings findings) {
    findings.ask(() -> findings.add(policy()));
    client.admissionRegistration().v1().validatingWebhookConfigurations().list().getItems().stream()
        .flatMap(configuration -> configuration.getWebhooks().stream())
        .filter(Admission::ours)
        .forEach(webhook -> findings.ask(() -> findings.add(about(webhook))));
  }

  private Finding policy() {
    var v1 = client.admissionRegistration().v1();
    boolean policy = v1.validatingAdmissionPolicies().withName(POLICY).get() != null;
    boolean bound = v1.validatingAdmissionPolicyBindings().withName(POLICY).get() != null;
    return policy && bound
        ? Finding.good("approvals are signed with one's own name (" + POLICY + ")")
        : Finding.bad(
            "ValidatingAdmissionPolicy "
                + POLICY
                + (policy ? " is bound to nothing" : " is not there")
                + ": whoever approves could sign with another's name",
            APPLY);
  }

  private static boolean ours(ValidatingWebhook webhook) {
    return webhook.getRules().stream()
        .anyMatch(rule -> rule.getApiGroups().contains(GROUP) || rule.getApiGroups().contains("*"));
  }

  private Finding about(ValidatingWebhook webhook) {
    ServiceReference service = webhook.getClientConfig().getService();
    if (service == null) {
      return Finding.note(
          "webhook " + webhook.getName() + " judges RealtimeServices from outside the cluster",
          "while it is unreachable, changes may be refused");
    }
    boolean reached =
        client
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace(service.getNamespace())
            .withLabel("kubernetes.io/service-name", service.getName())
            .list()
            .getItems()
            .stream()
            .flatMap(slice -> Stream.ofNullable(slice.getEndpoints()).flatMap(List::stream))
            .anyMatch(Admission::ready);
    String what =
        "webhook "
            + webhook.getName()
            + " ("
            + service.getNamespace()
            + "/"
            + service.getName()
            + ")";
    return reached
        ? Finding.good(what + " answers for RealtimeServices")
        : Finding.bad(
            what
                + " has no ready endpoint"
                + ("Fail".equals(webhook.getFailurePolicy()) ? ": changes are refused" : ""),
            "bring its pods back, or delete its ValidatingWebhookConfiguration");
  }

  private static boolean ready(Endpoint endpoint) {
    return endpoint.getConditions() == null
        || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
  }
}
