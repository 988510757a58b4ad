package dev.realtime.operator.start;

import dev.realtime.operator.process.OperatorSettings;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether an operator of another installation, with a Lease of its own, looks after the same
 * services: both would change the same objects and repair the same incidents. Seen are its pods, in
 * the namespaces that this one may read. Only a ready one counts: of two that start at the same
 * time one gets through, and none of them waits for one that refused.
 */
final class OtherOperators {
  /** Label of an operator's pods, in every way of installing it. */
  static final String LABEL = "realtime.dev/operator";

  private static final String DEFAULT_LEASE = "realtime-operator";
  private static final Pattern ANNOTATION = Pattern.compile("metadata\\.annotations\\['(.+)'\\]");

  private final KubernetesClient client;
  private final OperatorSettings settings;

  OtherOperators(KubernetesClient client, OperatorSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /** One sentence for each other installation that looks after the same. */
  List<String> problems() {
    return problems(pods());
  }

  List<String> problems(Stream<Pod> operators) {
    return operators
        .filter(OtherOperators::ready)
        .filter(pod -> !sameInstallation(pod))
        .filter(this::overlaps)
        .map(this::sentence)
        .distinct()
        .toList();
  }

  private Stream<Pod> pods() {
    if (settings.watchNamespaces().isEmpty()) {
      return client.pods().inAnyNamespace().withLabel(LABEL).list().getItems().stream();
    }
    return settings.watchNamespaces().stream()
        .flatMap(
            namespace ->
                client.pods().inNamespace(namespace).withLabel(LABEL).list().getItems().stream());
  }

  private static boolean ready(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  private boolean sameInstallation(Pod pod) {
    return pod.getMetadata().getNamespace().equals(settings.namespace())
        && lease(pod).equals(settings.leaseName());
  }

  /**
   * Different selectors are taken to share the services: that is what they are for, and cannot be
   * told from the selectors. What is told by no plain value is not held against anybody.
   */
  private boolean overlaps(Pod pod) {
    Optional<String> namespaces = value(pod, "WATCH_NAMESPACES", "");
    Optional<String> selector = value(pod, "WATCH_SELECTOR", "");
    if (namespaces.isEmpty() || selector.isEmpty()) {
      return false;
    }
    Set<String> others = OperatorSettings.names(namespaces.get());
    boolean sameNamespaces =
        others.isEmpty()
            || settings.watchNamespaces().isEmpty()
            || !Collections.disjoint(others, settings.watchNamespaces());
    boolean sameServices =
        selector.get().isEmpty()
            || settings.selector().isEmpty()
            || selector.get().equals(settings.selector());
    return sameNamespaces && sameServices;
  }

  private String sentence(Pod pod) {
    Set<String> namespaces =
        new TreeSet<>(OperatorSettings.names(value(pod, "WATCH_NAMESPACES", "").orElse("")));
    String selector = value(pod, "WATCH_SELECTOR", "").orElse("");
    return "another operator (Lease %s in namespace %s) looks after %s%s, and so would this one (Lease %s in namespace %s): both would change the same objects. Uninstall one of them, or give both namespaces (WATCH_NAMESPACES, watch.namespaces of the chart) or selectors (WATCH_SELECTOR, watch.selector) that do not overlap"
        .formatted(
            lease(pod),
            pod.getMetadata().getNamespace(),
            namespaces.isEmpty()
                ? "all namespaces"
                : "namespace " + String.join(", namespace ", namespaces),
            selector.isEmpty() ? "" : " (" + selector + ")",
            settings.leaseName(),
            settings.namespace());
  }

  private static String lease(Pod pod) {
    return value(pod, "LEASE_NAME", DEFAULT_LEASE).orElse(DEFAULT_LEASE);
  }

  /** What a variable of the pod's environment is; empty where the pod alone does not tell it. */
  private static Optional<String> value(Pod pod, String name, String otherwise) {
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getEnv().stream())
        .filter(variable -> variable.getName().equals(name))
        .findFirst()
        .map(variable -> value(pod, variable))
        .orElse(Optional.of(otherwise))
        .map(text -> text.isBlank() ? otherwise : text.strip());
  }

  private static Optional<String> value(Pod pod, EnvVar variable) {
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      return Optional.of(variable.getValue() == null ? "" : variable.getValue());
    }
    if (source.getFieldRef() == null) {
      return Optional.empty();
    }
    String path = source.getFieldRef().getFieldPath();
    if (path.equals("metadata.namespace")) {
      return Optional.of(pod.getMetadata().getNamespace());
    }
    Matcher annotation = ANNOTATION.matcher(path);
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return annotation.matches()
        ? Optional.of(annotations.getOrDefault(annotation.group(1), ""))
        : Optional.empty();
  }
}
