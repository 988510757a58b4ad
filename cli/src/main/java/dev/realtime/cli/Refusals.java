package dev.realtime.cli;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the API server's refusals, and its silence, mean to a person. */
public final class Refusals {
  private static final String GROUP = "realtime.dev";
  private static final String VERSION = "v1alpha1";

  private Refusals() {}

  /**
   * Asks for resources of this product.
   *
   * @throws Problem where there is no answer to work with
   */
  public static <T> T ask(String what, KubernetesClient client, Supplier<T> question) {
    try {
      return question.get();
    } catch (KubernetesClientException e) {
      if (e.getCode() == 404 || unreadable(e)) {
        throw versions(what, client, e);
      }
      throw explain(what, e);
    } catch (IllegalArgumentException e) {
      throw versions(what, client, e);
    }
  }

  /** The problem behind an exception of the client. */
  public static Problem explain(String what, KubernetesClientException e) {
    return switch (e.getCode()) {
      case 401 ->
          new Problem(
              what,
              "the API server does not know you: the credentials are missing, wrong or expired",
              "log in again the way your cluster wants it, then try: kubectl auth whoami",
              e);
      case 403 ->
          new Problem(
              what,
              "you are not allowed to: " + message(e),
              "ask for the ClusterRole realtime-view (to look) or realtime-edit (to act) in that"
                  + " namespace; kubectl realtime doctor lists what you may do",
              e);
      case 404 -> new Problem(what, "there is no such thing: " + message(e), "look at the name", e);
      case 409 ->
          new Problem(what, "somebody else changed it meanwhile: " + message(e), "try again", e);
      case 422 -> new Problem(what, "the API server refused it: " + message(e), "correct that", e);
      case 0, -1 -> unreachable(what, e);
      default ->
          new Problem(
              what,
              "the API server answered " + e.getCode() + ": " + message(e),
              "if it stays so, look at the API server: kubectl get --raw /readyz?verbose",
              e);
    };
  }

  private static Problem unreachable(String what, KubernetesClientException e) {
    String remedy =
        "check that the cluster runs and that the address in the kubeconfig is right: kubectl"
            + " cluster-info; the local cluster is started by ./dev up";
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      switch (cause) {
        case UnknownHostException _ -> {
          return new Problem(what, "no host of that name: " + cause.getMessage(), remedy, e);
        }
        case HttpTimeoutException _ -> {
          return new Problem(what, "the cluster does not answer in time", remedy, e);
        }
        case ConnectException _ -> {
          return new Problem(what, "nobody listens at the cluster's address", remedy, e);
        }
        case SSLException _ -> {
          return new Problem(
              what,
              "the cluster's certificate is not trusted: " + cause.getMessage(),
              "the kubeconfig's certificate-authority must be this cluster's",
              e);
        }
        case IOException silent when silent.getCause() == null -> {
          return new Problem(what, "no answer: " + silent.getMessage(), remedy, e);
        }
        default -> {}
      }
    }
    return new Problem(what, message(e), remedy, e);
  }

  /** A resource that is not served, or cannot be read: which versions are there, then? */
  private static Problem versions(String what, KubernetesClient client, RuntimeException original) {
    APIGroup group;
    try {
      group = client.getApiGroup(GROUP);
    } catch (KubernetesClientException e) {
      return explain(what, e);
    }
    List<String> served =
        group == null
            ? List.of()
            : group.getVersions().stream().map(GroupVersionForDiscovery::getVersion).toList();
    if (served.isEmpty()) {
      return new Problem(
          what,
          "the cluster does not know RealtimeService: the CRDs of " + GROUP + " are not installed",
          "install the operator with its CRDs (README.md, On your own cluster), or choose another"
              + " cluster with --context",
          original);
    }
    if (!served.contains(VERSION)) {
      return new Problem(
          what,
          "the cluster serves "
              + GROUP
              + "/"
              + String.join(", ", served)
              + ", and this plugin ("
              + Version.current()
              + ") speaks "
              + VERSION,
          "install the plugin of the operator's release",
          original);
    }
    return new Problem(
        what,
        "a resource has something in it that this plugin ("
            + Version.current()
            + ") does not know: "
            + rootMessage(original),
        "the CRDs are newer than the plugin: install the plugin of the operator's release; kubectl"
            + " realtime doctor compares them",
        original);
  }

  private static boolean unreadable(KubernetesClientException e) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause.getClass().getName().startsWith("com.fasterxml.jackson.")) {
        return true;
      }
    }
    return false;
  }

  private static String rootMessage(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("?");
  }

  private static String message(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : String.valueOf(e.getMessage());
  }
}
