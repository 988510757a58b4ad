package dev.realtime.operator.reconcile;

import java.util.Map;
import java.util.TreeMap;

/**
 * Names, labels and annotations of everything that belongs to a service. People type these into
 * kubectl, so they never change.
 *
 * @param service name of the RealtimeService
 */
public record Names(String service) {
  /** Field manager of all objects that are applied. */
  public static final String FIELD_MANAGER = "realtime-operator";

  /** Value of {@link #MANAGED_BY}: informers watch nothing else. */
  public static final String OPERATOR = "realtime-operator";

  /** Label of the operator's own pods, whatever it was installed as. */
  public static final String OPERATOR_POD = "realtime.dev/operator";

  /** Label by which informers select. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** Label with the name of the service. */
  public static final String INSTANCE = "app.kubernetes.io/instance";

  /** Label with the part of the service: server, redis, sentinel. */
  public static final String COMPONENT = "app.kubernetes.io/component";

  /** Component of the server's pods. */
  public static final String SERVER = "server";

  /** Component of Redis' pods. */
  public static final String REDIS = "redis";

  /** Component of the Sentinels' pods. */
  public static final String SENTINEL = "sentinel";

  /** On a pod template: hash of the configuration that only a restart brings in. */
  public static final String CONFIG_REVISION = "realtime.dev/config-revision";

  /** On a pod template: when the runbook last restarted the pods. */
  public static final String RESTARTED_AT = "realtime.dev/restarted-at";

  /** On a RealtimeService: its objects are left alone while this is there; the value says why. */
  public static final String PAUSED = "realtime.dev/paused";

  /** On a RealtimeService: another value makes new keys; the old ones stay accepted. */
  public static final String ROTATE_KEYS = "realtime.dev/rotate-keys";

  /** On a RealtimeService: another value gives a number of replicas set by hand back. */
  public static final String RELEASE_REPLICAS = "realtime.dev/release-replicas";

  /** Key of the switch in the ConfigMap. */
  public static final String MAINTENANCE_MODE = "MAINTENANCE_MODE";

  /** Key of the configuration in the ConfigMap. */
  public static final String CONFIG_YAML = "config.yaml";

  /** Key, in the ConfigMap, of what the pods' management port accepts. */
  public static final String MANAGEMENT_TOKENS = "management-tokens.sha256";

  /** Port of the clients. */
  public static final int HTTP_PORT = 8004;

  /** Port of health, metrics and drain. */
  public static final int MANAGEMENT_PORT = 9004;

  /** Port of Redis. */
  public static final int REDIS_PORT = 6379;

  /** Port of the Sentinels. */
  public static final int SENTINEL_PORT = 26379;

  /** ConfigMap with what the pods read. */
  public String config() {
    return service + "-config";
  }

  /** Immutable ConfigMap with one revision of the configuration. */
  public String configSnapshot(String hash) {
    return service + "-config-" + hash;
  }

  /** Service that names each pod. */
  public String headless() {
    return service + "-headless";
  }

  /** Secret with the generated key of tokens. */
  public String tokenKey() {
    return service + "-token-key";
  }

  /** Secret with the generated key of the server API. */
  public String apiKey() {
    return service + "-api-key";
  }

  /** Secret with the generated token of the pods' management port. */
  public String managementToken() {
    return service + "-management-token";
  }

  /** Service, StatefulSet, ConfigMap and Secret of the managed Redis. */
  public String redis() {
    return service + "-redis";
  }

  /** Headless Service that names each pod of a replicated Redis. */
  public String redisPods() {
    return redis() + "-pods";
  }

  /** Service and StatefulSet of the Sentinels. */
  public String sentinel() {
    return service + "-sentinel";
  }

  /** Secret that cert-manager writes. */
  public String certificate() {
    return service + "-tls";
  }

  /** ConfigMap with the Grafana dashboard. */
  public String dashboard() {
    return service + "-dashboard";
  }

  /** All labels of an object of the component. */
  public Map<String, String> labels(String component) {
    Map<String, String> labels = new TreeMap<>(selector(component));
    labels.put("app.kubernetes.io/name", "realtime");
    labels.put(MANAGED_BY, OPERATOR);
    return labels;
  }

  /** The labels by which the component's pods are found; {@code app} is what people type. */
  public Map<String, String> selector(String component) {
    String app = component.equals(SERVER) ? service : service + "-" + component;
    return Map.of("app", app, INSTANCE, service, COMPONENT, component);
  }
}
