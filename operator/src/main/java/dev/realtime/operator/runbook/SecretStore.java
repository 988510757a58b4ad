package dev.realtime.operator.runbook;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Secrets by namespace and name. The operator's own are watched; a user's, which may be any Secret
 * of the namespace, is read when it is asked for and kept for a while.
 */
final class SecretStore {
  /** A rotated Secret of a user's is noticed after this at the latest. */
  static final Duration KEPT = Duration.ofSeconds(30);

  private static final int MOST_KEPT = 10_000;

  private record Kept(Secret secret, Instant read) {}

  private final KubernetesClient client;
  private final ServiceCaches watched;
  private final Clock clock;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  SecretStore(KubernetesClient client, ServiceCaches watched, Clock clock) {
    this.client = client;
    this.watched = watched;
    this.clock = clock;
  }

  /**
   * The Secret, if it is there.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if it cannot be read
   */
  Optional<Secret> find(String namespace, String name) {
    return watched.secret(namespace, name).or(() -> users(namespace, name));
  }

  private Optional<Secret> users(String namespace, String name) {
    String key = namespace + "/" + name;
    Instant now = clock.instant();
    Kept before = kept.get(key);
    if (before != null && now.isBefore(before.read().plus(KEPT))) {
      return Optional.of(before.secret());
    }
    Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
    if (secret == null) {
      kept.remove(key);
      return Optional.empty();
    }
    if (kept.size() >= MOST_KEPT) {
      kept.values().removeIf(each -> !now.isBefore(each.read().plus(KEPT)));
    }
    kept.put(key, new Kept(secret, now));
    return Optional.of(secret);
  }
}
