package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.process.Scope;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which operator looks after a service where several are installed, for two would undo each other's
 * work: the one whose claim stands in the status, until its Lease has not been renewed for {@link
 * #GRACE} or its scope has the service no longer. A service without a claim is whose claim the API
 * server takes first.
 */
final class Claims {
  /** Longer than any change of leader within one installation, whose Lease nobody renews then. */
  static final Duration GRACE = Duration.ofSeconds(60);

  /** One look at a Lease is enough for all services whose claim leads to it. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final OperatorSettings settings;
  private final InstantSource clock;
  private final Map<String, Sight> seen = new ConcurrentHashMap<>();

  /**
   * What was seen of a Lease.
   *
   * @param lease null: there is none
   * @param refused whether it may not be read
   */
  private record Sight(Instant at, @Nullable Lease lease, boolean refused) {}

  Claims(OperatorSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Why a service is to be left alone: who has it, and what to do. Empty: it is this operator's, or
   * free.
   *
   * @throws KubernetesClientException if the other's Lease cannot be read, for another reason than
   *     missing rights
   */
  Optional<String> rival(RealtimeService service, KubernetesClient client) {
    String claim = service.statusOrEmpty().operator();
    if (claim == null || settings.looksAfter(service)) {
      return Optional.empty();
    }
    int slash = claim.indexOf('/');
    if (slash < 1 || slash == claim.length() - 1) {
      return Optional.empty();
    }
    String namespace = claim.substring(0, slash);
    String name = claim.substring(slash + 1);
    Sight sight =
        seen.compute(
            claim,
            (_, last) ->
                last != null && last.at().plus(FRESH).isAfter(clock.instant())
                    ? last
                    : look(namespace, name, client));
    if (sight.refused()) {
      return Optional.of(
          """
          Operator %s looks after this service, so %s leaves it alone. Whether the other still runs \
          cannot be seen: no right to get Lease %s in namespace %s. If it is gone for good, take \
          its claim away: kubectl patch realtimeservice %s -n %s --subresource=status --type=merge \
          -p '{"status":{"operator":null}}'"""
              .formatted(
                  claim,
                  settings.claim(),
                  name,
                  namespace,
                  service.getMetadata().getName(),
                  service.getMetadata().getNamespace()));
    }
    if (sight.lease() == null
        || !renewed(sight.lease())
        || !Scope.of(sight.lease()).has(service, client)) {
      return Optional.empty();
    }
    return Optional.of(
        """
        Operator %s looks after this service, so %s leaves it alone. Give each of the two \
        namespaces or a selector of its own (WATCH_NAMESPACES, WATCH_SELECTOR), or uninstall one: \
        the other takes over %d s later"""
            .formatted(claim, settings.claim(), GRACE.toSeconds()));
  }

  private Sight look(String namespace, String name, KubernetesClient client) {
    try {
      Lease lease = client.leases().inNamespace(namespace).withName(name).get();
      return new Sight(clock.instant(), lease, false);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return new Sight(clock.instant(), null, true);
      }
      throw e;
    }
  }

  private boolean renewed(Lease lease) {
    return lease.getSpec() != null
        && lease.getSpec().getRenewTime() != null
        && lease.getSpec().getRenewTime().toInstant().plus(GRACE).isAfter(clock.instant());
  }

  /**
   * Claims a service that is nobody's; of two that try, one succeeds.
   *
   * @return the service with this operator's claim; empty: somebody wrote to it in the meantime
   */
  Optional<RealtimeService> take(RealtimeService service, KubernetesClient client) {
    if (settings.claim().equals(service.statusOrEmpty().operator())) {
      return Optional.of(service);
    }
    Map<String, Object> claim =
        Map.of(
            "metadata",
            Map.of("resourceVersion", service.getMetadata().getResourceVersion()),
            "status",
            Map.of("operator", settings.claim()));
    try {
      return Optional.of(
          client
              .resource(service)
              .subresource("status")
              .patch(
                  new PatchContext.Builder()
                      .withPatchType(PatchType.JSON_MERGE)
                      .withFieldManager(Names.FIELD_MANAGER)
                      .build(),
                  Serialization.asJson(claim)));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
