package dev.realtime.operator.reconcile.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.config.SecretFiles.SecretFile;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigurationRendererTest {
  @Test
  void boundsOfTheNodeAndRebalancingReachTheServer() {
    Map<?, ?> rendered =
        Serialization.unmarshal(
            render(
                    """
                    server:
                      limits: {handshakes: 2000, queuesSize: 64MiB}
                      rebalance: {rate: 50, tolerance: 0.5, least: 10}
                    """)
                .yaml(),
            Map.class);

    assertThat(rendered.get("limits")).isEqualTo(Map.of("handshakes", 2000, "queuesSize", "64MiB"));
    assertThat(rendered.get("rebalance"))
        .isEqualTo(Map.of("rate", 50, "tolerance", 0.5, "least", 10));
  }

  @Test
  void whatTheSpecLeavesOutIsLeftToTheServer() {
    assertThat(render("server: {}").yaml()).doesNotContain("limits", "rebalance");
  }

  @Test
  void noPodIsRestartedForThem() {
    Configuration before = render("server: {}");
    Configuration after =
        render("server: {limits: {handshakes: 2000, queuesSize: 64MiB}, rebalance: {rate: 50}}");

    assertThat(after.hash()).isNotEqualTo(before.hash());
    assertThat(after.restartHash()).isEqualTo(before.restartHash());
  }

  @Test
  void filesOfBackendsAndCollectorComeFromTheSecretsThatTheSpecNames() {
    String spec =
        """
        server:
          proxy:
            ca: {name: backend, key: ca.crt}
            subRefresh: {url: "https://app/renew", staticHeaders: {X-Tenant: chat}}
          tracing:
            endpoint: https://collector/v1/traces
            headers: {name: collector, key: headers}
            ca: {name: collector, key: ca.crt}
            sampling: 0.5
        """;
    Map<?, ?> rendered = Serialization.unmarshal(render(spec).yaml(), Map.class);

    assertThat(rendered.get("proxy"))
        .isEqualTo(
            Map.of(
                "caFile",
                "/etc/realtime/secrets/proxy-ca.pem",
                "subRefresh",
                Map.of("url", "https://app/renew", "staticHeaders", Map.of("X-Tenant", "chat"))));
    assertThat(rendered.get("tracing"))
        .isEqualTo(
            Map.of(
                "endpoint",
                "https://collector/v1/traces",
                "headersFile",
                "/etc/realtime/secrets/tracing-headers",
                "caFile",
                "/etc/realtime/secrets/tracing-ca.pem",
                "sampling",
                0.5));
    assertThat(files(spec))
        .contains(
            Map.entry("proxy-ca.pem", new SecretKey("backend", "ca.crt")),
            Map.entry("tracing-headers", new SecretKey("collector", "headers")),
            Map.entry("tracing-ca.pem", new SecretKey("collector", "ca.crt")));
  }

  @Test
  void aKeyOfOnesOwnHasOneBeforeItWhereTheSpecNamesIt() {
    String spec =
        """
        server:
          auth:
            hmacSecret: {name: keys, key: tokens}
            hmacPreviousSecret: {name: keys, key: tokens-before}
          api:
            key: {name: keys, key: api}
            previousKey: {name: keys, key: api-before}
        """;
    Map<?, ?> rendered = Serialization.unmarshal(render(spec).yaml(), Map.class);
    Map<?, ?> plain = Serialization.unmarshal(render("server: {}").yaml(), Map.class);

    assertThat(rendered.get("auth")).as("only files' contents differ").isEqualTo(plain.get("auth"));
    assertThat(rendered.get("api")).isEqualTo(plain.get("api"));
    assertThat(files(spec))
        .contains(
            Map.entry("token-hmac-secret-previous", new SecretKey("keys", "tokens-before")),
            Map.entry("api-key-previous", new SecretKey("keys", "api-before")));
    assertThat(files("server: {auth: {hmacSecret: {name: keys, key: tokens}}}"))
        .doesNotContainKey("token-hmac-secret-previous");
  }

  @Test
  void howRedisIsSpokenToStandsBesideWhereItIs() {
    Map<?, ?> rendered =
        Serialization.unmarshal(
            render("redis: {timeout: 3s, heartbeatTimeout: 5s, maxPending: 500}").yaml(),
            Map.class);

    assertThat(rendered.get("redis"))
        .isEqualTo(
            Map.of(
                "mode",
                "standalone",
                "addresses",
                List.of("chat-redis.team.svc:6379"),
                "passwordFile",
                "/etc/realtime/secrets/redis-password",
                "prefix",
                "realtime.team.chat",
                "timeout",
                "3s",
                "heartbeatTimeout",
                "5s",
                "maxPending",
                500));
  }

  @Test
  void podsAreReplacedForWhatAServerTakesUpAtItsStartOnly() {
    String before = render("server: {}").restartHash();

    assertThat(render("server: {tracing: {endpoint: 'http://collector'}}").restartHash())
        .isNotEqualTo(before);
    assertThat(render("redis: {timeout: 3s}").restartHash()).isNotEqualTo(before);
    assertThat(
            render(
                    "server: {limits: {requestBodies: 8MiB}, proxy: {subRefresh: {url: 'http://app'}}}")
                .restartHash())
        .isEqualTo(before);
  }

  /** Taken from the operator of release 0.1.0: another hash is another pod template. */
  @Test
  void anUpgradeFrom010RestartsNoPod() {
    assertThat(render("{}").restartHash()).isEqualTo("b8ecfd8b19");
    assertThat(
            render(
                    """
                    redis: {prefix: chat, external: {mode: Sentinel, addresses: ["s:26379"], masterName: chat, username: u, password: {name: redis, key: password}, tls: {ca: {name: redis, key: ca.crt}}}}
                    tls: {secretName: chat-tls}
                    maintenance: {existing: Drain, body: x, message: '"y"'}
                    server:
                      listen: {backlog: 1024, compression: true}
                      auth: {hmacSecret: {name: keys, key: tokens}, anonymous: true, jwks: {url: "https://id/keys"}}
                      api: {key: {name: keys, key: api}, maxBody: 8MiB}
                      limits: {connections: 20000, messageSize: 32KiB}
                      channels: {allowSubscribe: user}
                      proxy: {rpc: {url: "http://app/rpc"}, connect: {url: "http://app/connect"}}
                      log: {level: debug}
                    """)
                .restartHash())
        .isEqualTo("018e68663a");
  }

  private static Map<String, SecretKey> files(String spec) {
    return SecretFiles.of(service(spec).getSpec(), new Names("chat")).stream()
        .collect(Collectors.toMap(SecretFile::name, SecretFile::source));
  }

  private static Configuration render(String spec) {
    return ConfigurationRenderer.render(service(spec), new Names("chat"), Overrides.none());
  }

  private static RealtimeService service(String spec) {
    return Serialization.unmarshal(
        "apiVersion: realtime.dev/v1alpha1\nkind: RealtimeService\n"
            + "metadata: {name: chat, namespace: team}\nspec:\n"
            + spec.indent(2),
        RealtimeService.class);
  }
}
