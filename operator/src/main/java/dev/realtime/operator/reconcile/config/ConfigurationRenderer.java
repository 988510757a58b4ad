package dev.realtime.operator.reconcile.config;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.api.v1alpha1.Broker;
import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceSpec;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.server.AuthSettings;
import dev.realtime.api.v1alpha1.server.ProxySettings;
import dev.realtime.api.v1alpha1.server.ServerSettings;
import dev.realtime.api.v1alpha1.server.TracingSettings;
import dev.realtime.api.v1alpha1.workload.Maintenance;
import dev.realtime.api.v1alpha1.workload.Rollout;
import dev.realtime.operator.reconcile.Names;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the server's config.yaml from a spec. Settings of the server keep their names; references
 * to Secrets become paths of files; Redis, maintenance and drain follow from their own parts of the
 * spec. What the spec leaves out is left to the server's defaults.
 */
public final class ConfigurationRenderer {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeReference<LinkedHashMap<String, Object>> TREE = new TypeReference<>() {};

  private ConfigurationRenderer() {}

  /** The configuration of a service under the overrides that hold. */
  public static Configuration render(RealtimeService service, Names names, Overrides overrides) {
    RealtimeServiceSpec spec = service.getSpec();
    ServerSettings server = spec.server();
    Map<String, Object> root = new LinkedHashMap<>();
    Map<String, Object> listen = tree(server.listen());
    if (spec.tls() != null) {
      listen.put(
          "tls",
          Map.of(
              "certFile", SecretFiles.TLS_DIRECTORY + "tls.crt",
              "keyFile", SecretFiles.TLS_DIRECTORY + "tls.key"));
    }
    put(root, "listen", listen);
    root.put("broker", spec.broker() == Broker.REDIS ? "redis" : "memory");
    if (spec.redis() != null) {
      root.put("redis", RedisSection.of(spec.redis(), service.getMetadata().getNamespace(), names));
    }
    root.put("auth", auth(server.auth()));
    root.put("api", api(server));
    if (server.origins() != null) {
      root.put("origins", server.origins());
    }
    put(root, "client", tree(server.client()));
    put(root, "limits", tree(server.limits()));
    put(root, "rebalance", tree(server.rebalance()));
    put(root, "channelNames", tree(server.channelNames()));
    put(root, "channels", tree(server.channels()));
    if (server.namespaces() != null) {
      root.put(
          "namespaces", server.namespaces().stream().map(ConfigurationRenderer::tree).toList());
    }
    root.put("maintenance", maintenance(spec.maintenance(), overrides));
    root.put("drain", drain(spec.rollout()));
    put(root, "proxy", ProxySection.of(proxy(server.proxy()), overrides.proxies()));
    put(root, "log", tree(server.log()));
    put(root, "tracing", tracing(server.tracing()));
    return Configuration.of(Serialization.asYaml(root));
  }

  static Map<String, Object> tree(@Nullable Object settings) {
    return settings == null ? new LinkedHashMap<>() : MAPPER.convertValue(settings, TREE);
  }

  private static void put(Map<String, Object> root, String key, Map<String, Object> group) {
    if (!group.isEmpty()) {
      root.put(key, group);
    }
  }

  private static Map<String, Object> auth(@Nullable AuthSettings settings) {
    Map<String, Object> auth = tree(settings);
    auth.remove("hmacSecret");
    auth.remove("hmacPreviousSecret");
    auth.remove("publicKeys");
    auth.put("hmacSecretFile", SecretFiles.path(SecretFiles.TOKEN));
    auth.put("hmacPreviousSecretFile", SecretFiles.path(SecretFiles.TOKEN_PREVIOUS));
    if (settings != null && settings.publicKeys() != null) {
      auth.put(
          "publicKeyFiles",
          IntStream.range(0, settings.publicKeys().size())
              .mapToObj(i -> SecretFiles.path(SecretFiles.publicKey(i)))
              .toList());
    }
    return auth;
  }

  private static Map<String, Object> api(ServerSettings server) {
    Map<String, Object> api = tree(server.api());
    api.remove("key");
    api.remove("previousKey");
    api.put("keyFile", SecretFiles.path(SecretFiles.API));
    api.put("previousKeyFile", SecretFiles.path(SecretFiles.API_PREVIOUS));
    return api;
  }

  private static Map<String, Object> proxy(@Nullable ProxySettings settings) {
    Map<String, Object> proxy = tree(settings);
    if (proxy.remove("ca") != null) {
      proxy.put("caFile", SecretFiles.path(SecretFiles.PROXY_CA));
    }
    return proxy;
  }

  private static Map<String, Object> tracing(@Nullable TracingSettings settings) {
    Map<String, Object> tracing = tree(settings);
    if (tracing.remove("headers") != null) {
      tracing.put("headersFile", SecretFiles.path(SecretFiles.TRACING_HEADERS));
    }
    if (tracing.remove("ca") != null) {
      tracing.put("caFile", SecretFiles.path(SecretFiles.TRACING_CA));
    }
    return tracing;
  }

  private static Map<String, Object> maintenance(Maintenance settings, Overrides overrides) {
    Map<String, Object> maintenance = new LinkedHashMap<>();
    maintenance.put("existing", settings.existing().name().toLowerCase(Locale.ROOT));
    maintenance.put("retryAfter", settings.retryAfterSeconds() + "s");
    if (settings.body() != null) {
      maintenance.put("body", settings.body());
    }
    if (settings.bodyType() != null) {
      maintenance.put("bodyType", settings.bodyType());
    }
    if (settings.drainSeconds() != null) {
      maintenance.put("drainWindow", settings.drainSeconds() + "s");
    }
    String message =
        overrides.maintenance() != null && overrides.maintenance().message() != null
            ? Serialization.asJson(Map.of("message", overrides.maintenance().message()))
            : settings.message();
    if (message != null) {
      maintenance.put("message", message);
    }
    return maintenance;
  }

  private static Map<String, Object> drain(Rollout rollout) {
    Map<String, Object> drain = new LinkedHashMap<>();
    drain.put("grace", rollout.acceptSeconds() + "s");
    drain.put("window", rollout.drainSeconds() + "s");
    drain.put("maxRate", rollout.maxCloseRate());
    drain.put("deadline", rollout.deadlineSeconds() + "s");
    return drain;
  }
}
