package dev.realtime.operator.console;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the API server whose a token is. Nothing about the token itself is believed. */
class Tokens {
  private static final Logger log = LoggerFactory.getLogger(Tokens.class);
  private static final int FORBIDDEN = 403;

  private final KubernetesClient client;
  private final String audience;

  Tokens(KubernetesClient client, String audience) {
    this.client = client;
    this.audience = audience;
  }

  /** What tokens must be for; empty: for the API server. */
  String audience() {
    return audience;
  }

  /**
   * Whose it is.
   *
   * @throws Refused if it is nobody's, or not any more, or that cannot be found out
   */
  User judge(String token) {
    TokenReview review;
    try {
      review =
          client
              .resource(
                  new TokenReviewBuilder()
                      .withNewSpec()
                      .withToken(token)
                      .withAudiences(audience.isEmpty() ? List.of() : List.of(audience))
                      .endSpec()
                      .build())
              .create();
    } catch (KubernetesClientException e) {
      log.warn("A token cannot be judged", e);
      throw new Refused(
          503,
          "cannot-judge",
          "The operator cannot ask the API server about tokens"
              + (e.getCode() == FORBIDDEN ? ": it lacks create on tokenreviews." : " just now."),
          e.getCode() == FORBIDDEN
              ? "Apply manifests/console/rbac.yaml."
              : "Try again; if it stays so, see the operator's log.");
    }
    if (review.getStatus() == null || !Boolean.TRUE.equals(review.getStatus().getAuthenticated())) {
      throw Refused.signedOut(
          "token-refused",
          "The API server does not accept this token: it is wrong, or has expired.");
    }
    return User.of(review.getStatus().getUser());
  }
}
