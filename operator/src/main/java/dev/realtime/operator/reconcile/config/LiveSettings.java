package dev.realtime.operator.reconcile.config;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Settings that a running server takes over by itself. A change of anything else needs new pods, so
 * only the rest is hashed into the pod template. The list is the server's own (LiveSettingsTest
 * compares it with the server's declaration).
 */
public final class LiveSettings {
  /** Paths of live settings; a group stands for all below it. */
  public static final Set<String> PATHS =
      Set.of(
          "listen.tls",
          "management.tokenFile",
          "management.previousTokenFile",
          "redis.passwordFile",
          "auth.anonymous",
          "auth.hmacSecretFile",
          "auth.hmacPreviousSecretFile",
          "auth.publicKeyFiles",
          "auth.audience",
          "auth.issuer",
          "auth.userIdClaim",
          "auth.leeway",
          "auth.refreshGrace",
          "api.keyFile",
          "api.previousKeyFile",
          "origins",
          "client.maxAge",
          "limits.connections",
          "limits.connectionsPerUser",
          "limits.connectionsPerIp",
          "limits.connectRate",
          "limits.connectBurst",
          "limits.handshakes",
          "limits.shedMemory",
          "limits.shedLag",
          "limits.requestBodies",
          "limits.retryAfter",
          "limits.clientQueueSize",
          "limits.queuesSize",
          "limits.channelsPerClient",
          "limits.commandsPerConnection",
          "limits.commandsPerUser",
          "limits.publishesPerConnection",
          "limits.recoveryPublications",
          "limits.historyPublications",
          "limits.resubscribeRate",
          "limits.fanOutRest",
          "channels",
          "namespaces",
          "maintenance",
          "rebalance",
          "drain",
          "proxy.connect",
          "proxy.refresh",
          "proxy.subscribe",
          "proxy.subRefresh",
          "proxy.publish",
          "proxy.rpc",
          "log.level",
          "log.levels",
          "log.clientLinesPerSecond");

  private LiveSettings() {}

  /** The tree without live settings, keys sorted. */
  static Map<String, Object> without(Map<String, Object> tree) {
    return without(tree, "");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> without(Map<String, Object> tree, String path) {
    Map<String, Object> rest = new TreeMap<>();
    tree.forEach(
        (key, value) -> {
          String here = path + key;
          if (PATHS.contains(here)) {
            return;
          }
          if (value instanceof Map<?, ?> group) {
            Map<String, Object> below = without((Map<String, Object>) group, here + ".");
            if (!below.isEmpty()) {
              rest.put(key, below);
            }
          } else if (value != null) {
            rest.put(key, value);
          }
        });
    return rest;
  }
}
