package dev.realtime.operator.process;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;

/**
 * Clients of the API server that read what a newer release has written. CRDs are renewed before the
 * operator's pods, so for a while every operator may meet fields and values that it does not know.
 * One of them in one object would otherwise fail the list, and with it the sight of all services.
 */
public final class ApiClients {
  /**
   * Objects that are listed at a time. A list is there as text, as what is read of it and in the
   * cache for a moment, and at a start all kinds are listed at once: whole, they would take as much
   * again as the caches.
   */
  public static final long PAGE = 100;

  private ApiClients() {}

  /** As the environment says: the pod's ServiceAccount, or a kubeconfig. */
  public static KubernetesClient standard() {
    return of(Config.autoConfigure(null));
  }

  /**
   * The way to the cluster of a client, with none of its credentials: for requests in somebody
   * else's name, with that person's token.
   */
  public static Config withoutCredentials(KubernetesClient client, String agent, Duration timeout) {
    Config own = client.getConfiguration();
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(own.getMasterUrl())
        .withCaCertData(own.getCaCertData())
        .withCaCertFile(own.getCaCertFile())
        .withTrustCerts(own.isTrustCerts())
        .withHttpsProxy(own.getHttpsProxy())
        .withNoProxy(own.getNoProxy())
        .withRequestTimeout(Math.toIntExact(timeout.toMillis()))
        .withRequestRetryBackoffLimit(1)
        .withUserAgent(agent)
        .build();
  }

  /** Likewise, for a replica that may lead: see {@link LeaseFence}. */
  public static KubernetesClient standard(OperatorSettings settings) {
    Config config = Config.autoConfigure(null);
    return settings.leaderElection()
        ? of(
            config,
            new LeaseFence(
                settings.namespace(), settings.leaseName(), settings.identity(), System::nanoTime))
        : of(config);
  }

  /** With this configuration. An unknown field is ignored; an unknown value is as left out. */
  public static KubernetesClient of(Config config) {
    return builder(config).build();
  }

  /** Likewise, with something that sees each request. */
  static KubernetesClient of(Config config, Interceptor interceptor) {
    return builder(config)
        .withHttpClientBuilderConsumer(
            http -> http.addOrReplaceInterceptor(interceptor.getClass().getName(), interceptor))
        .build();
  }

  private static KubernetesClientBuilder builder(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(
            new KubernetesSerialization(
                new ObjectMapper()
                    .registerModule(new SharedValues())
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL),
                true));
  }
}
