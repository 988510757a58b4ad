package dev.realtime.cli.doctor;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** May you do what the commands do? */
public final class Permissions implements Examination {
  private record Need(String verb, String group, String resource, String sub, String command) {
    String text() {
      return verb + " " + resource + (sub.isEmpty() ? "" : "/" + sub);
    }
  }

  private static final String REALTIME = "realtime.dev";
  private static final List<Need> LOOK =
      List.of(
          new Need("list", REALTIME, "realtimeservices", "", "status"),
          new Need("list", REALTIME, "runbookruns", "", "incidents"),
          new Need("list", "", "pods", "", "logs"),
          new Need("get", "", "pods", "log", "logs"));
  private static final List<Need> ACT =
      List.of(
          new Need("create", REALTIME, "runbookruns", "", "maintenance, restart, rollback"),
          new Need("patch", REALTIME, "runbookruns", "", "approve"),
          new Need("update", REALTIME, "realtimeservices", "scale", "scale --replicas"));

  private final KubernetesClient client;
  private final String namespace;

  /** In this namespace. */
  public Permissions(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  @Override
  public String title() {
    return "Your permissions in " + namespace;
  }

  @Override
  public void look(Findings findings) {
    findings.add(about(LOOK, "look", "realtime-view"));
    findings.add(about(ACT, "act", "realtime-edit"));
  }

  private Finding about(List<Need> needs, String purpose, String role) {
    List<Need> missing = needs.stream().filter(need -> !allowed(need)).toList();
    if (missing.isEmpty()) {
      return Finding.good(
          "you may " + purpose + ": all " + needs.size() + " permissions are there");
    }
    List<String> words =
        missing.stream().map(need -> need.text() + " (for " + need.command() + ")").toList();
    String remedy =
        "ask for: kubectl create rolebinding realtime-you --clusterrole="
            + role
            + " --user=YOU -n "
            + namespace;
    String what = "you may not " + String.join(", ", words);
    return needs.equals(LOOK) ? Finding.bad(what, remedy) : Finding.note(what, remedy);
  }

  private boolean allowed(Need need) {
    SelfSubjectAccessReview review =
        client
            .resource(
                new SelfSubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withNewResourceAttributes()
                    .withNamespace(namespace)
                    .withVerb(need.verb())
                    .withGroup(need.group())
                    .withResource(need.resource())
                    .withSubresource(need.sub().isEmpty() ? null : need.sub())
                    .endResourceAttributes()
                    .endSpec()
                    .build())
            .create();
    return Boolean.TRUE.equals(review.getStatus().getAllowed());
  }
}
