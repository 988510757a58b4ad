package dev.realtime.operator.start;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The roles of {@code manifests/base/rbac.yaml} on an API server.
 *
 * @param admin makes them
 */
record Roles(KubernetesClient admin) {
  static final String NAMESPACE = "realtime-system";
  static final String OPERATOR = "realtime-operator";
  private static final Path FILE = Path.of("..", "manifests", "base", "rbac.yaml");

  /** Applies them as kustomize does. */
  void apply() throws IOException {
    namespace(NAMESPACE);
    try (var in = Files.newInputStream(FILE)) {
      for (HasMetadata object : admin.load(in).items()) {
        if (object instanceof ClusterRoleBinding binding) {
          binding.getSubjects().forEach(subject -> subject.setNamespace(NAMESPACE));
        } else if (object instanceof RoleBinding binding) {
          binding.getSubjects().forEach(subject -> subject.setNamespace(NAMESPACE));
        }
        if (!object.getKind().startsWith("Cluster")) {
          object.getMetadata().setNamespace(NAMESPACE);
        }
        admin.resource(object).serverSideApply();
      }
    }
  }

  void namespace(String name) {
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .serverSideApply();
  }

  /** Gives a ServiceAccount exactly these. */
  void grant(String serviceAccount, List<Permission> permissions) {
    List<PolicyRule> rules =
        permissions.stream()
            .map(
                permission ->
                    new PolicyRuleBuilder()
                        .withApiGroups(permission.group())
                        .withResources(permission.resource())
                        .withVerbs(permission.verb())
                        .build())
            .toList();
    admin
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(serviceAccount)
                .endMetadata()
                .withRules(rules)
                .build())
        .serverSideApply();
    admin
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(serviceAccount)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", serviceAccount)
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(serviceAccount)
                .withNamespace(NAMESPACE)
                .endSubject()
                .build())
        .serverSideApply();
  }
}
