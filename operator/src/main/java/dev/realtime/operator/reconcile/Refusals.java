package dev.realtime.operator.reconcile;

import dev.realtime.operator.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Locale;

/** What the API server's refusals mean. */
final class Refusals {
  /** Valid by the schema, and not by what it means. */
  static final int UNPROCESSABLE = 422;

  private Refusals() {}

  /**
   * The problem behind a refusal.
   *
   * @throws KubernetesClientException the same one, where it is no refusal but trouble of the API
   *     server, so that the reconcile is tried again
   */
  static Problem problem(HasMetadata object, KubernetesClientException e) {
    String what = object.getKind() + " " + object.getMetadata().getName();
    String message =
        e.getStatus() != null && e.getStatus().getMessage() != null
            ? e.getStatus().getMessage()
            : String.valueOf(e.getMessage());
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_FORBIDDEN ->
          new Problem(forbidden(message), what + " was refused: " + message);
      case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
          new Problem(Reason.APPLY_REFUSED, what + " was refused: " + message);
      case HttpURLConnection.HTTP_NOT_FOUND ->
          new Problem(Reason.CRD_MISSING, what + " cannot be made: " + message);
      default -> throw e;
    };
  }

  static Problem notServed(ForeignKind kind, String name) {
    return new Problem(
        Reason.CRD_MISSING,
        "%s %s cannot be made: the cluster does not serve %s"
            .formatted(kind.kind(), name, kind.apiVersion()));
  }

  static Problem nameTaken(String kind, String name) {
    return new Problem(
        Reason.NAME_TAKEN, kind + " " + name + " exists and does not belong to this service");
  }

  /** Which rule forbids it, told from the message: there is no code for it. */
  static Reason forbidden(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    if (text.contains("exceeded quota")) {
      return Reason.QUOTA_EXCEEDED;
    }
    if (text.contains("violates podsecurity")) {
      return Reason.POD_SECURITY;
    }
    return Reason.APPLY_REFUSED;
  }
}
