package dev.realtime.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.config.ConfigLoader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProxyDefinitionsTest {
  @Test
  void takesOverWhatIsConfigured() throws Exception {
    List<Proxies.Definition> definitions =
        definitions(
            """
            proxy:
              rpc:
                url: https://app.example/rpc
                timeout: 2s
                concurrency: 7
                headers: [Cookie]
                emulatedHeaders: [authorization]
                staticHeaders: {X-Key: v}
                includeMeta: true
                binary: true
                cacheTtl: 30s
                cacheSize: 100
                cacheMethods: [price]
                breaker: open
                breakerFailureRate: 40
                breakerSlow: 500ms
                breakerWindow: 9
                breakerOpen: 3s
              subRefresh: {url: "http://app/sub"}
            """);
    assertThat(definitions)
        .extracting(Proxies.Definition::name)
        .containsExactlyInAnyOrder("sub_refresh", "rpc");
    ProxySettings rpc = definitions.getLast().settings();
    assertThat(rpc.endpoint()).hasToString("https://app.example/rpc");
    assertThat(rpc.timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(rpc.concurrency()).isEqualTo(7);
    assertThat(rpc.headers()).containsExactly("cookie");
    assertThat(rpc.emulatedHeaders()).containsExactly("authorization");
    assertThat(rpc.staticHeaders()).isEqualTo(Map.of("X-Key", "v"));
    assertThat(rpc.includeMeta()).isTrue();
    assertThat(rpc.binary()).isTrue();
    assertThat(rpc.cache())
        .isEqualTo(new ProxySettings.Cache(Duration.ofSeconds(30), 102_400, Set.of("price")));
    assertThat(rpc.circuit())
        .isEqualTo(
            new ProxySettings.Circuit(
                ProxySettings.CircuitMode.OPEN,
                40,
                Duration.ofMillis(500),
                9,
                Duration.ofSeconds(3)));
  }

  @Test
  void refusesAHeaderThatBelongsToTheConnection() {
    assertThatThrownBy(() -> definitions("proxy: {rpc: {url: 'http://app/rpc', headers: [host]}}"))
        .hasMessageContaining("'host'");
  }

  @Test
  void aValueThatNoHeaderCanHaveIsRefusedAndNotRepeatedForItMayBeSecret() {
    assertThatThrownBy(
            () ->
                definitions(
                    "proxy: {rpc: {url: 'http://app/rpc', staticHeaders: {X-Key: \"secret\\n\"}}}"))
        .hasMessageContaining("proxy.rpc: header 'X-Key'")
        .hasMessageNotContaining("secret");
  }

  @Test
  void anAddressThatIsMalformedIsNotRepeatedForItMayHoldAKey() {
    assertThatThrownBy(() -> definitions("proxy: {rpc: {url: 'http://app/rpc?key=secret{'}}"))
        .hasMessageContaining("malformed at character 26")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> definitions("proxy: {rpc: {url: 'http://_?key=secret'}}"))
        .hasMessageContaining("is not an http or https address")
        .hasMessageNotContaining("secret");
  }

  private static List<Proxies.Definition> definitions(String yaml) throws Exception {
    return ProxyDefinitions.from(ConfigLoader.parse(yaml, "test").proxy());
  }
}
