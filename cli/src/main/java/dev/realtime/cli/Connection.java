package dev.realtime.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster and namespace: kubectl's own options, since plugins are not handed them. */
final class Connection {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 15_000;

  /** What the client takes for an address when it knows none. */
  private static final String NOWHERE = "https://kubernetes.default.svc";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "namespace (default: the one of the kubeconfig's context)")
  @Nullable String namespace;

  @Option(
      names = "--context",
      paramLabel = "CONTEXT",
      description = "context of the kubeconfig (default: its current one)")
  @Nullable String context;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "kubeconfig (default: $$KUBECONFIG, then ~/.kube/config)")
  @Nullable Path kubeconfig;

  /**
   * Opens it; nothing is asked of the cluster yet.
   *
   * @throws Problem if there is no such kubeconfig or context, or no cluster is named anywhere
   */
  KubernetesClient open() {
    Config config = config();
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setRequestTimeout(ANSWER_MILLIS);
    // A person waits: trying ten times, as an operator does, would look like hanging.
    config.setRequestRetryBackoffLimit(1);
    config.setUserAgent("kubectl-realtime/" + Version.current());
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(new KubernetesSerialization(tolerant(), true))
        .build();
  }

  /** Reads resources of a newer operator too, as long as they have only more fields. */
  private static ObjectMapper tolerant() {
    return JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  }

  /** The namespace that counts, and whether somebody chose it on the command line. */
  String namespace(KubernetesClient client) {
    String ofContext = client.getConfiguration().getNamespace();
    return namespace != null ? namespace : ofContext == null ? "default" : ofContext;
  }

  boolean namespaceGiven() {
    return namespace != null;
  }

  private Config config() {
    if (kubeconfig != null) {
      if (!Files.isReadable(kubeconfig)) {
        throw new Problem(
            "reading the kubeconfig",
            kubeconfig + " is not there or cannot be read",
            "give the path of a kubeconfig with --kubeconfig, or leave it out");
      }
      System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, kubeconfig.toString());
    }
    Config config;
    try {
      config = Config.autoConfigure(context);
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw new Problem(
          "reading the kubeconfig",
          String.valueOf(e.getMessage()),
          "compare with: kubectl config view",
          e);
    }
    requireContext(config);
    if (config.getMasterUrl().startsWith(NOWHERE) && config.getContexts().isEmpty()) {
      throw new Problem(
          "looking for a cluster",
          "there is no kubeconfig (looked at $KUBECONFIG and ~/.kube/config) and this is no pod",
          "set KUBECONFIG, or give --kubeconfig; for the local cluster of this project use"
              + " ./dev kubectl realtime");
    }
    return config;
  }

  private void requireContext(Config config) {
    List<String> known = config.getContexts().stream().map(NamedContext::getName).toList();
    if (context == null || known.contains(context)) {
      return;
    }
    Optional<String> meant = Nearest.to(context, known);
    throw new Problem(
        "choosing context " + context,
        "the kubeconfig has none of that name"
            + meant.map(name -> "; did you mean '" + name + "'?").orElse(""),
        known.isEmpty() ? "add it with: kubectl config set-context" : "use one of " + known);
  }
}
