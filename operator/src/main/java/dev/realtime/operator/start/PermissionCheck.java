package dev.realtime.operator.start;

import dev.realtime.operator.process.OperatorSettings;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Whether the operator may do all that it does. Without that, it would find out in the middle of
 * its work: an incident half repaired is worse than an operator that does not start.
 */
final class PermissionCheck {
  private static final int AT_A_TIME = 16;

  private final KubernetesClient client;
  private final OperatorSettings settings;

  PermissionCheck(KubernetesClient client, OperatorSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /** One sentence for each namespace in which something is missing. */
  List<String> problems() {
    return problems(Permission.inWatchedNamespaces());
  }

  List<String> problems(List<Permission> everywhere) {
    var wanted = new TreeMap<String, List<Permission>>();
    if (settings.watchNamespaces().isEmpty()) {
      wanted.put("", everywhere);
    }
    for (String namespace : settings.watchNamespaces()) {
      wanted.put(namespace, everywhere);
    }
    if (settings.leaderElection()) {
      wanted.merge(
          settings.namespace(),
          Permission.inOwnNamespace(),
          (some, more) -> java.util.stream.Stream.concat(some.stream(), more.stream()).toList());
    }
    return missing(wanted).entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(entry -> sentence(entry.getKey(), entry.getValue()))
        .toList();
  }

  private Map<String, List<Permission>> missing(Map<String, List<Permission>> wanted) {
    Semaphore room = new Semaphore(AT_A_TIME);
    var missing = new TreeMap<String, List<Permission>>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      wanted.forEach(
          (namespace, permissions) -> {
            var answers = new ArrayList<Future<Boolean>>();
            for (Permission permission : permissions) {
              answers.add(
                  threads.submit(
                      () -> {
                        room.acquire();
                        try {
                          return allowed(namespace, permission);
                        } finally {
                          room.release();
                        }
                      }));
            }
            var refused = new ArrayList<Permission>();
            for (int i = 0; i < answers.size(); i++) {
              if (!answer(answers.get(i))) {
                refused.add(permissions.get(i));
              }
            }
            missing.put(namespace, refused);
          });
    }
    return missing;
  }

  private static boolean answer(Future<Boolean> future) {
    try {
      return future.get();
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException("Cannot ask for permissions", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while asking for permissions", e);
    }
  }

  private boolean allowed(String namespace, Permission permission) {
    SelfSubjectAccessReview review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withNamespace(namespace)
            .withGroup(permission.group())
            .withResource(permission.mainResource())
            .withSubresource(permission.subresource())
            .withVerb(permission.verb())
            .endResourceAttributes()
            .endSpec()
            .build();
    return Boolean.TRUE.equals(
        client
            .authorization()
            .v1()
            .selfSubjectAccessReview()
            .create(review)
            .getStatus()
            .getAllowed());
  }

  private static String sentence(String namespace, List<Permission> missing) {
    return "its ServiceAccount may not "
        + missing.stream().map(Permission::toString).collect(Collectors.joining(", "))
        + (namespace.isEmpty() ? " in all namespaces" : " in namespace " + namespace)
        + ": apply the roles of this release (manifests/base/rbac.yaml, or the chart with"
        + " rbac.create), or set WATCH_NAMESPACES to the namespaces it has a Role in";
  }
}
