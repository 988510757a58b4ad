package dev.realtime.operator.process;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets those read the metrics whose token the API server knows and who may {@code get} the
 * non-resource URL {@code /metrics}. The API server is asked with the caller's own token, which
 * everybody may do, so that the operator needs no permission of its own, and Roles in one namespace
 * are enough for it. Whoever comes from this machine came through {@code kubectl exec} or {@code
 * port-forward}, and is not asked.
 */
final class MetricsAccess implements ManagementServer.Guard {
  /** How long an answer of the API server counts. */
  static final Duration KEPT = Duration.ofMinutes(1);

  /** How many answers are kept. */
  static final int MOST = 1000;

  private static final Logger log = LoggerFactory.getLogger(MetricsAccess.class);

  /** RFC 6750, section 2.1; the scheme's letters may be of either case. */
  private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*) *");

  /** Below the ten seconds after which Prometheus gives a scrape up. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Tokens that are made up must not become a load on the API server. */
  private static final int REVIEWS = 8;

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int UNAVAILABLE = 503;

  private static final String REMEDY =
      "; send Authorization: Bearer TOKEN of a ServiceAccount that has the ClusterRole"
          + " realtime-operator-metrics-reader";

  private final Config cluster;
  private final InstantSource clock;
  private final Semaphore reviews = new Semaphore(REVIEWS);
  private final Map<String, Known> known = new LinkedHashMap<>();

  /** What the API server said; null: let in. */
  private record Known(ManagementServer.@Nullable Answer refusal, Instant until) {}

  /** At the cluster of this client, of whose own credentials nothing is used. */
  MetricsAccess(KubernetesClient client, InstantSource clock) {
    this.cluster = ApiClients.withoutCredentials(client, "realtime-operator-metrics", TIMEOUT);
    this.clock = clock;
  }

  @Override
  public Optional<ManagementServer.Answer> refuse(
      InetAddress caller, @Nullable String authorization) {
    if (caller.isLoopbackAddress()) {
      return Optional.empty();
    }
    Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization);
    if (!bearer.matches()) {
      return Optional.of(refusal(UNAUTHORIZED, "no bearer token was sent" + REMEDY));
    }
    String token = bearer.group(1);
    // No token is kept.
    String key = Hash.sha256(token);
    Instant now = clock.instant();
    synchronized (known) {
      Known before = known.get(key);
      if (before != null && now.isBefore(before.until())) {
        return Optional.ofNullable(before.refusal());
      }
    }
    return judge(token, key, now);
  }

  private Optional<ManagementServer.Answer> judge(String token, String key, Instant now) {
    ManagementServer.Answer refusal;
    try {
      if (!reviews.tryAcquire(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.of(
            refusal(UNAVAILABLE, "too many tokens are being checked; try again in a minute"));
      }
      try {
        refusal = review(token);
      } finally {
        reviews.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(refusal(UNAVAILABLE, "the operator is stopping"));
    } catch (KubernetesClientException e) {
      log.warn("The API server cannot be asked about a reader of the metrics", e);
      return Optional.of(
          refusal(UNAVAILABLE, "the API server cannot be asked about the token; try again"));
    }
    keep(key, new Known(refusal, now.plus(KEPT)));
    return Optional.ofNullable(refusal);
  }

  private ManagementServer.@Nullable Answer review(String token) {
    Config config = new ConfigBuilder(cluster).withOauthToken(token).build();
    try (KubernetesClient caller = new KubernetesClientBuilder().withConfig(config).build()) {
      SelfSubjectAccessReview review =
          caller
              .resource(
                  new SelfSubjectAccessReviewBuilder()
                      .withNewSpec()
                      .withNewNonResourceAttributes("/metrics", "get")
                      .endSpec()
                      .build())
              .create();
      return review.getStatus() != null && Boolean.TRUE.equals(review.getStatus().getAllowed())
          ? null
          : refusal(FORBIDDEN, "the token's owner may not get /metrics" + REMEDY);
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case UNAUTHORIZED ->
            refusal(
                UNAUTHORIZED,
                "the API server does not accept the token: it is wrong, or has expired" + REMEDY);
        case FORBIDDEN ->
            refusal(FORBIDDEN, "the token's owner may not ask what it may do" + REMEDY);
        default -> throw e;
      };
    }
  }

  private void keep(String key, Known answer) {
    synchronized (known) {
      known.remove(key);
      known.put(key, answer);
      if (known.size() > MOST) {
        known.remove(known.keySet().iterator().next());
      }
    }
  }

  private static ManagementServer.Answer refusal(int status, String line) {
    return new ManagementServer.Answer(status, "text/plain; charset=utf-8", line + "\n");
  }
}
