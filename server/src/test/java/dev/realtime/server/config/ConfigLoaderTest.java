package dev.realtime.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
  @TempDir Path directory;

  private static ConfigException refusalOf(String yaml) {
    return catchThrowableOfType(
        ConfigException.class, () -> ConfigLoader.parse(yaml, "config.yaml"));
  }

  @Test
  void whatIsNoYamlIsToldWithTheLineThatAnEditorShows() {
    assertThat(refusalOf("broker: memory\nlimits:\n\tconnections: 5\n").problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.line()).isEqualTo(3);
              assertThat(problem.message()).startsWith("not YAML: ").doesNotContain("reader");
            });
  }

  @Test
  void aRefusedNameIsOneProblemAndNotAlsoAMissingOneThatStandsTwice() {
    assertThat(refusalOf("namespaces:\n  - name: a\n  - name: b c\n").problems())
        .extracting(Problem::key, Problem::line)
        .containsExactly(tuple("namespaces[0].name", 2), tuple("namespaces[1].name", 3));
  }

  @Test
  void aContradictionBetweenGroupsIsToldWithTheLineOfTheOneToChange() {
    String yaml =
        """
        broker: memory
        limits:
          messageSize: 64KiB
          clientQueueSize: 32KiB
        namespaces:
          - name: one
          - name: one
        """;
    assertThat(refusalOf(yaml).problems())
        .extracting(Problem::key, Problem::line)
        .containsExactly(tuple("namespaces[1].name", 7), tuple("limits.clientQueueSize", 4));
  }

  @Test
  void anAddressThatIsRefusedIsShownWithoutPasswordAndQuery() {
    assertThat(refusalOf("proxy: {rpc: {url: 'ftp://ann:secret@b/x?key=secret'}}"))
        .hasMessageContaining("'ftp://b/x' is not an http or https address")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aFileThatCannotBeReadIsToldWithTheLineOrTheVariableThatNamesIt() {
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                ConfigLoader.load(
                    "api:\n  keyFile: /nowhere/key\n",
                    "config.yaml",
                    Map.of("REALTIME_AUTH_HMAC_SECRET_FILE", "/nowhere/secret")));
    assertThat(refusal)
        .hasMessageContaining("config.yaml line 2: api.keyFile: '/nowhere/key' cannot be read")
        .hasMessageContaining(
            "environment variable REALTIME_AUTH_HMAC_SECRET_FILE: auth.hmacSecretFile: ");
  }

  @Test
  void emptyFileMeansDefaults() throws ConfigException {
    ServerConfig config = ConfigLoader.parse("", "config.yaml");
    assertThat(config.listen().port()).isEqualTo(8004);
    assertThat(config.management().port()).isEqualTo(9004);
    assertThat(config.broker()).isEqualTo(ServerConfig.BrokerKind.MEMORY);
    assertThat(config.client().pingInterval()).isEqualTo(Duration.ofSeconds(25));
    assertThat(config.limits().clientQueueSize()).isEqualTo(new ByteSize(1 << 20));
    assertThat(config.auth().anonymous()).isFalse();
    assertThat(config.proxy().rpc().headers()).contains("cookie", "authorization");
  }

  @Test
  void readsEveryKindOfValue() throws ConfigException {
    ServerConfig config =
        ConfigLoader.parse(
            """
            listen: {port: 0, sockets: io-uring}
            broker: redis
            redis:
              mode: sentinel
              masterName: main
              addresses: [a:26379, "b:26379"]
              passwordFile: /etc/secret
            limits: {clientQueueSize: 2MiB, shedMemory: 0.5}
            client: {pingInterval: 1m30s}
            log: {levels: {io.netty: warn}}
            namespaces:
              - name: chat
                historySize: 10
                historyTtl: 1h
                recovery: true
                slowClient: drop-oldest
            """,
            "config.yaml");
    assertThat(config.redis().addresses()).containsExactly("a:26379", "b:26379");
    assertThat(config.redis().passwordFile()).isEqualTo(Path.of("/etc/secret"));
    assertThat(config.listen().sockets()).isEqualTo(ListenConfig.SocketKind.IO_URING);
    assertThat(config.limits().clientQueueSize().bytes()).isEqualTo(2 << 20);
    assertThat(config.limits().shedMemory()).isEqualTo(0.5);
    assertThat(config.client().pingInterval()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.log().levels()).containsEntry("io.netty", "warn");
    assertThat(config.namespaces().getFirst().options().slowClient())
        .isEqualTo(SlowClientPolicy.DROP_OLDEST);
  }

  @Test
  void namesUnknownKeyWithLineAndNearestKey() {
    assertThat(refusalOf("listen:\n  prot: 8004\n").problems())
        .containsExactly(
            new Problem("listen.prot", 2, "config.yaml", "unknown key; did you mean listen.port?"));
  }

  @Test
  void namesEveryProblemAtOnce() {
    assertThat(refusalOf("listen: {port: 70000}\nclient: {pingInterval: 25}\nbrokr: memory"))
        .hasMessageContaining("listen.port: '70000' is above the greatest value, 65535")
        .hasMessageContaining("line 2: client.pingInterval: '25' is no duration")
        .hasMessageContaining("brokr: unknown key; did you mean broker?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "broker: redis | redis.addresses: is empty",
        "broker: kafka | 'kafka' is not one of memory, redis",
        "listen: 5 | has to be a group of keys",
        "origins: any | has to be a list",
        "auth: {anonymous: yes} | 'yes' is neither true nor false",
        "listen: {tls: {certFile: /a}} | listen.tls.keyFile: is missing",
        "channels: {recovery: true} | is true without a history",
        "channels: {historySize: 5} | channels.historyTtl: is 0",
        "channels: {nameRegex: '('} | is no regular expression",
        "channels: {allowSubscribe: subscriber} | is circular",
        "channels: {subscribeProxy: true} | proxy.subscribe.url is not set",
        "namespaces: [{historySize: 0}] | namespaces[0].name: is missing",
        "namespaces: [{name: ab}, {name: ab}] | is namespaces[0] already",
        "drain: {deadline: 10s} | is below grace + window",
        "client: {pongTimeout: 30s} | has to be below pingInterval",
        "limits: {messageSize: 8MiB} | is below limits.messageSize",
        "management: {port: 8004} | is listen.port as well",
        "redis: {masterName: x} | mode is not sentinel",
        "limits: {clientQueueSize: 1TB} | is no size",
        "proxy: {rpc: {url: 'ftp://x'}} | 'ftp://x' is not an http or https address",
        "a: 1 | unknown key; valid here: node, listen",
        "log: {levels: {x: loud}} | 'loud' is not one of",
        "limits: {connections: *a} | anchors and aliases",
        "- 1 | has to be a group of keys",
      })
  void refuses(String yaml, String message) {
    assertThat(refusalOf(yaml)).hasMessageContaining(message);
  }

  @Test
  void refusesKeyThatStandsTwiceAndTextThatIsNotYaml() {
    assertThat(refusalOf("broker: memory\nbroker: redis"))
        .hasMessageContaining("config.yaml line 2: key broker stands twice");
    assertThat(refusalOf("broker: [")).hasMessageContaining("not YAML");
    assertThat(refusalOf("broker: memory\n---\nbroker: redis"))
        .hasMessageContaining("second document");
  }

  @Test
  void environmentOverridesTheFile() throws Exception {
    Path file = write("redis: {prefix: from-file}\nlisten: {port: 1}\n");
    ConfigLoader.Loaded loaded =
        ConfigLoader.load(
            file,
            Map.of(
                "REALTIME_LISTEN_PORT", "2",
                "REALTIME_NODE_NAME", "pod-1",
                "REALTIME_REDIS_ADDRESSES", "a:1, b:2",
                "PATH", "/bin"));
    assertThat(loaded.config().listen().port()).isEqualTo(2);
    assertThat(loaded.config().node().name()).isEqualTo("pod-1");
    assertThat(loaded.config().redis().addresses()).containsExactly("a:1", "b:2");
    assertThat(loaded.config().redis().prefix()).isEqualTo("from-file");
    assertThat(loaded.warnings()).isEmpty();
  }

  @Test
  void warnsOfUnknownVariablesButNotOfThoseOfKubernetes() throws Exception {
    ConfigLoader.Loaded loaded =
        ConfigLoader.load(
            null,
            Map.of(
                "REALTIME_LISTEN_PROT", "2",
                "REALTIME_PORT", "tcp://10.0.0.1:8004",
                "REALTIME_REDIS_PORT_6379_TCP_ADDR", "10.0.0.2",
                "REALTIME_SERVICE_HOST", "10.0.0.1"));
    assertThat(loaded.warnings())
        .containsExactly(
            "environment variable REALTIME_LISTEN_PROT is no setting and is not used; did you mean"
                + " REALTIME_LISTEN_PORT?");
  }

  @Test
  void namesTheVariableOfABadOverride() {
    assertThatThrownBy(() -> ConfigLoader.load(null, Map.of("REALTIME_LISTEN_PORT", "x")))
        .hasMessage(
            "environment variable REALTIME_LISTEN_PORT: listen.port: 'x' is no whole number within"
                + " range");
  }

  @Test
  void namesFilesThatCannotBeRead() throws IOException {
    Path file =
        write("auth: {hmacSecretFile: /nowhere/a, hmacPreviousSecretFile: /nowhere/previous}");
    assertThatThrownBy(() -> ConfigLoader.load(file, Map.of()))
        .hasMessageContaining("auth.hmacSecretFile: '/nowhere/a' cannot be read (there is no such")
        .hasMessageNotContaining("previous");
    assertThatThrownBy(() -> ConfigLoader.load(directory.resolve("none.yaml"), Map.of()))
        .hasMessageContaining("there is no such file");
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("config.yaml"), yaml);
  }
}
