package dev.realtime.server.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that can be set. Immutable; a reload makes another one.
 *
 * @param namespaces named groups of channels: channel {@code chat:42} is in namespace {@code chat}
 */
public record ServerConfig(
    @Setting("This node among the others.") NodeConfig node,
    @Setting("Where clients and the server API come in.") ListenConfig listen,
    @Setting("Where health, metrics and drain are served, apart from clients.")
        ManagementConfig management,
    @Setting(
            value =
                "What channels rest on: memory (one node alone, nothing outlives it) or redis (any"
                    + " number of nodes).",
            def = "memory")
        BrokerKind broker,
    @Setting("Redis, where the broker is redis.") RedisConfig redis,
    @Setting("Who may connect: tokens and their keys.") AuthConfig auth,
    @Setting("The server API under /api.") ApiConfig api,
    @Setting(
            value =
                "Origins whose pages may connect, like https://example.com or"
                    + " https://*.example.com; none given: pages of the server's own host only; *"
                    + " alone: any.",
            live = true)
        List<String> origins,
    @Setting("How the connection of one client behaves.") ClientConfig client,
    @Setting("Bounds of the node, of a user and of a connection.") LimitsConfig limits,
    @Setting("How channel names are read.") ChannelNamesConfig channelNames,
    @Setting(value = "Options of channels without a namespace.", live = true)
        ChannelOptions channels,
    @Setting(value = "Options of channels with a namespace.", live = true)
        List<NamespaceConfig> namespaces,
    @Setting("What clients meet while MAINTENANCE_MODE is true.") MaintenanceConfig maintenance,
    @Setting("How clients are sent away when the process ends.") DrainConfig drain,
    @Setting("How clients spread over new nodes.") RebalanceConfig rebalance,
    @Setting("Calls to the application's own backend.") ProxyConfig proxy,
    @Setting("Logs.") LogConfig log,
    @Setting("OpenTelemetry traces; off without an endpoint.") TracingConfig tracing)
    implements Checked {

  /** Which broker. */
  public enum BrokerKind {
    /** In this process. */
    MEMORY,
    /** In Redis. */
    REDIS
  }

  /** The configuration of an empty file. */
  public static ServerConfig defaults() {
    try {
      return ConfigLoader.parse("", "defaults");
    } catch (ConfigException e) {
      throw new IllegalStateException("the defaults contradict each other", e);
    }
  }

  @Override
  public void check(Report report) {
    if (broker == BrokerKind.REDIS && redis.addresses().isEmpty()) {
      report.problem("redis.addresses", "is empty, but broker is redis; give host:port entries");
    }
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < namespaces.size(); i++) {
      Integer first = seen.putIfAbsent(namespaces.get(i).name(), i);
      if (first != null) {
        report.problem(
            "namespaces[" + i + "].name",
            "'"
                + namespaces.get(i).name()
                + "' is namespaces["
                + first
                + "] already; names are unique");
      }
    }
    if (limits.messageSize().compareTo(limits.clientQueueSize()) > 0) {
      report.problem(
          "limits.clientQueueSize",
          "is below limits.messageSize, so a single message could disconnect its receiver;"
              + " raise it to at least "
              + limits.messageSize());
    }
    if (limits.requestBodies().bytes() > 0 && limits.requestBodies().compareTo(api.maxBody()) < 0) {
      report.problem(
          "limits.requestBodies",
          "is below api.maxBody, so a request of that length would always get 503; raise it to at"
              + " least "
              + api.maxBody());
    }
    if (listen.port() == management.port() && listen.port() != 0) {
      report.problem("management.port", "is listen.port as well; choose another");
    }
    checkProxies(report);
  }

  private void checkProxies(Report report) {
    checkProxies(report, "channels", channels);
    for (int i = 0; i < namespaces.size(); i++) {
      checkProxies(report, "namespaces[" + i + "]", namespaces.get(i).options());
    }
  }

  private void checkProxies(Report report, String path, ChannelOptions options) {
    if (options.subscribeProxy() && proxy.subscribe().url().isEmpty()) {
      report.problem(path + ".subscribeProxy", "is true, but proxy.subscribe.url is not set");
    }
    if (options.publishProxy() && proxy.publish().url().isEmpty()) {
      report.problem(path + ".publishProxy", "is true, but proxy.publish.url is not set");
    }
  }
}
