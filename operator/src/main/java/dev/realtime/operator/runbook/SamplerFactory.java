package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.MonitoringSpec;
import dev.realtime.api.v1alpha1.runbook.PrometheusSource;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.config.SecretFiles;
import dev.realtime.operator.signal.PodScraper;
import dev.realtime.operator.signal.PodUses;
import dev.realtime.operator.signal.Probes;
import dev.realtime.operator.signal.PrometheusReader;
import dev.realtime.operator.signal.RedisSightings;
import dev.realtime.operator.signal.ResourceReader;
import dev.realtime.operator.signal.RolloutReader;
import dev.realtime.operator.signal.Sampler;
import dev.realtime.operator.signal.SyntheticClient;
import dev.realtime.operator.signal.Watched;
import dev.realtime.operator.signal.WorkloadReader;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The samplers that a service asks for. */
final class SamplerFactory {
  private final KubernetesClient client;
  private final Watched watched;
  private final PodUses uses;
  private final SecretStore secretStore;
  private final Function<RealtimeService, RealtimeServiceStatus> status;
  private final HttpClient http;
  private final RedisSightings redis;
  private final Clock clock;

  /**
   * Of all services.
   *
   * @param status of a service as it is watched
   */
  SamplerFactory(
      KubernetesClient client,
      Watched watched,
      PodUses uses,
      SecretStore secretStore,
      Function<RealtimeService, RealtimeServiceStatus> status,
      HttpClient http,
      RedisSightings redis,
      Clock clock) {
    this.redis = redis;
    this.client = client;
    this.watched = watched;
    this.uses = uses;
    this.secretStore = secretStore;
    this.status = status;
    this.http = http;
    this.clock = clock;
  }

  List<Sampler> of(RealtimeService service) {
    String namespace = service.getMetadata().getNamespace();
    String name = service.getMetadata().getName();
    MonitoringSpec monitoring = service.getSpec().monitoring();
    Duration interval = Duration.ofSeconds(monitoring.intervalSeconds());
    var pods = new ServicePods(client, watched, namespace, name);
    var secrets = new Secrets(secretStore, namespace);
    var samplers = new ArrayList<Sampler>();
    samplers.add(new WorkloadReader(watched, namespace, name, interval));
    samplers.add(new RolloutReader(client, namespace, () -> status.apply(service), interval));
    samplers.add(new ResourceReader(watched, uses, namespace, name));
    samplers.add(metrics(service, pods, secrets, interval));
    if (monitoring.synthetic().enabled() && service.getSpec().tls() == null) {
      samplers.add(synthetic(service, secrets));
    }
    RedisSamplers.of(service, status.apply(service), pods, secrets, interval, redis)
        .ifPresent(samplers::add);
    var probes = new Probes(http, secrets);
    Duration slow =
        Duration.ofMillis(service.getSpec().runbook().thresholds().causes().dependencyMillis());
    for (Dependency dependency : service.getSpec().dependencies()) {
      samplers.add(probes.of(dependency, slow));
    }
    return samplers;
  }

  private Sampler metrics(
      RealtimeService service, ServicePods pods, Secrets secrets, Duration interval) {
    PrometheusSource prometheus = service.getSpec().monitoring().prometheus();
    if (prometheus == null) {
      return new PodScraper(
          pods::metricsTargets, () -> managementTokens(service, secrets), interval, http);
    }
    return new PrometheusReader(
        service.getMetadata().getNamespace(),
        service.getMetadata().getName(),
        prometheus.url(),
        prometheus.labels(),
        () -> bearer(secrets, prometheus.bearerToken()),
        interval,
        http);
  }

  private static List<String> managementTokens(RealtimeService service, Secrets secrets) {
    if (!service.getSpec().monitoring().requireToken()) {
      return List.of();
    }
    String name = new Names(service.getMetadata().getName()).managementToken();
    return Stream.of(SecretFiles.KEY, SecretFiles.PREVIOUS_KEY)
        .flatMap(key -> secrets.find(new SecretKey(name, key)).stream())
        .toList();
  }

  private static Map<String, String> bearer(Secrets secrets, @Nullable SecretKey token) {
    return token == null
        ? Map.of()
        : Map.of("Authorization", "Bearer " + secrets.find(token).orElse(""));
  }

  /** Where a client within the cluster connects. */
  static URI address(RealtimeService service) {
    return URI.create(
        "ws://%s.%s.svc:%d/connection/websocket"
            .formatted(
                service.getMetadata().getName(),
                service.getMetadata().getNamespace(),
                service.getSpec().service().port()));
  }

  private Sampler synthetic(RealtimeService service, Secrets secrets) {
    var settings = service.getSpec().monitoring().synthetic();
    URI address = address(service);
    String name = service.getMetadata().getName();
    var auth = service.getSpec().server().auth();
    SecretKey tokenKey =
        auth == null || auth.hmacSecret() == null
            ? new SecretKey(name + "-token-key", "key")
            : auth.hmacSecret();
    var api = service.getSpec().server().api();
    SecretKey apiKey =
        api == null || api.key() == null ? new SecretKey(name + "-api-key", "key") : api.key();
    return new SyntheticClient(
        address,
        () ->
            secrets
                .find(tokenKey)
                .map(secret -> ProbeToken.of(secret, settings.channel(), clock.instant()))
                .orElse(null),
        () -> secrets.find(apiKey).orElse(null),
        settings.channel(),
        Duration.ofSeconds(settings.intervalSeconds()),
        Duration.ofMillis(settings.timeoutMillis()),
        http);
  }
}
