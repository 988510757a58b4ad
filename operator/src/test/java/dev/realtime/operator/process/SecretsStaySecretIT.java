package dev.realtime.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.cluster.HungService;
import dev.realtime.operator.cluster.Leaks;
import dev.realtime.operator.cluster.Space;
import dev.realtime.operator.signal.LocalProcess;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole operator in trouble with everything it has a secret for: passwords are wrong, partners
 * repeat what they were told, keys are broken, receivers fail, an incident runs. No secret is in
 * its log, in any object but the Secrets, in its metrics, or in what its console answers.
 */
class SecretsStaySecretIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String GIVEN = "given";

  @TempDir private Path directory;
  private final Space space = new Space();
  private final Leaks leaks = new Leaks();
  private final Map<String, String> given = new LinkedHashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final int consolePort;
  private Echo echo;
  private LocalProcess redis;
  private int redisPort;
  private OperatorProgram operator;

  SecretsStaySecretIT() throws IOException {
    consolePort = OperatorProgram.freePort();
  }

  @BeforeEach
  void start() throws IOException {
    echo = new Echo();
    redisPort = LocalProcess.freePort();
    redis =
        new LocalProcess(
            List.of("redis-server", "--port", "" + redisPort, "--requirepass", "another"),
            directory);
    for (String key :
        List.of("redis", "token-key", "api", "bearer", "signing", "alerts", "database")) {
      given.put(key, leaks.make(key));
    }
    // No header can carry it: whoever says so must not repeat it.
    given.put("torn", "torn\n" + leaks.make("torn"));
    given.put("url", "http://127.0.0.1:" + echo.http() + "/services/" + leaks.plain("url"));
    given.put("no-url", "http://127.0.0.1/ser vices/" + leaks.plain("no-url"));
    secret(GIVEN, "Opaque", given);
    String pem = "-----BEGIN %s-----\n%s\n-----END %s-----\n";
    String key = leaks.plain("tls key");
    secret(
        "certificate",
        "kubernetes.io/tls",
        Map.of(
            "tls.key", pem.formatted("PRIVATE KEY", key, "PRIVATE KEY"),
            "tls.crt", pem.formatted("CERTIFICATE", "bm9uZQ==", "CERTIFICATE")));
    operator =
        new OperatorProgram(
            Map.of(
                "LEADER_ELECTION", "false",
                "WATCH_NAMESPACES", space.name(),
                "CONSOLE_PORT", Integer.toString(consolePort)));
  }

  @AfterEach
  void stop() {
    operator.close();
    redis.close();
    echo.close();
    http.close();
  }

  @Test
  void noSecretIsInAnythingThatPeopleRead() throws Exception {
    services();
    generated("managed-token-key", "managed-api-key", "managed-management-token", "managed-redis");
    incident();
    trouble();
    Map<String, String> read = new LinkedHashMap<>();
    alerts(read);
    console(read);
    read.put("metrics", get(operator.management().resolve("/metrics")));
    for (String kind : kinds()) {
      read.put("objects of kind " + kind, space.kubectl("get", kind, "-o", "yaml"));
    }
    read.put("the operator's log", operator.log());
    assertThat(read).allSatisfy((place, text) -> assertThat(leaks.in(text)).as(place).isEmpty());
    assertThat(read.keySet()).contains("objects of kind events", "objects of kind configmaps");
    // The search finds them where they are.
    assertThat(leaks.in(space.kubectl("get", "secrets", "-o", "yaml")))
        .containsAll(leaks.names().stream().filter(name -> !name.equals("session")).toList());
  }

  private void services() {
    String partner = "127.0.0.1:" + echo.http();
    service(
        "realtime",
        """
        replicas: 1
        redis:
          external:
            addresses: ["127.0.0.1:%1$d"]
            password: {name: given, key: redis}
        server:
          auth: {hmacSecret: {name: given, key: token-key}}
          api: {key: {name: given, key: api}}
          proxy: {rpc: {url: "http://%2$s/rpc"}}
        dependencies:
          - {name: orders, http: {url: "http://%2$s/orders", bearerToken: {name: given, key: bearer}}}
          - {name: torn, http: {url: "http://%2$s/torn", bearerToken: {name: given, key: torn}}}
          - {name: cache, redis: {host: 127.0.0.1, port: %3$d, password: {name: given, key: redis}}}
          - {name: other, redis: {host: 127.0.0.1, port: %1$d, password: {name: given, key: redis}}}
          - name: base
            postgresql:
              {host: 127.0.0.1, port: %3$d, database: app, username: {name: given, key: alerts},
               password: {name: given, key: database}, sslMode: disable}
        runbook:
          thresholds:
            availability: {holdSeconds: 5}
            recoverSeconds: 5
        monitoring:
          intervalSeconds: 1
          alertWebhook: {token: {name: given, key: alerts}}
          prometheus: {url: "http://%2$s", bearerToken: {name: given, key: torn}}
          synthetic: {intervalSeconds: 1}
        notifications:
          - {name: slack, slack: {urlFrom: {name: given, key: url}}}
          - {name: broken, slack: {urlFrom: {name: given, key: no-url}}}
          - name: hook
            webhook: {url: "http://%2$s/hook", signingKey: {name: given, key: signing}}
          - name: alertmanager
            alertmanager: {url: "http://%2$s", bearerToken: {name: given, key: bearer}}
          - name: torn
            alertmanager: {url: "http://%2$s", bearerToken: {name: given, key: torn}}
        """
            .formatted(redisPort, partner, echo.redis()));
    service(
        "echoed",
        """
        redis:
          external:
            addresses: ["127.0.0.1:%d"]
            username: app
            password: {name: given, key: redis}
        monitoring:
          intervalSeconds: 1
          prometheus: {url: "http://%s", bearerToken: {name: given, key: bearer}}
        """
            .formatted(echo.redis(), partner));
    service(
        "keyed",
        """
        tls: {secretName: certificate}
        redis:
          external:
            addresses: ["127.0.0.1:%d"]
            password: {name: given, key: redis}
            tls: {clientCertificate: certificate}
        monitoring: {intervalSeconds: 1}
        """
            .formatted(redisPort));
    service("managed", "redis: {managed: {memory: 128Mi}}");
  }

  private void service(String name, String spec) {
    RealtimeService service = Space.service(spec);
    service.getMetadata().setName(name);
    space.client().resource(service).inNamespace(space.name()).create();
  }

  private void secret(String name, String type, Map<String, String> values) {
    space
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(space.name())
                .endMetadata()
                .withType(type)
                .withStringData(values)
                .build())
        .create();
  }

  private void generated(String... names) {
    for (String name : names) {
      Secret secret = space.await(LONG, Secret.class, name, s -> !s.getData().isEmpty());
      secret
          .getData()
          .forEach(
              (key, value) ->
                  leaks.put(
                      name + "/" + key,
                      new String(
                          java.util.Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    }
  }

  /** The service hangs until the operator has acted. */
  private void incident() {
    space.await(LONG, io.fabric8.kubernetes.api.model.apps.Deployment.class, "realtime", _ -> true);
    var hung = new HungService(space.client(), space.name(), "realtime");
    hung.pod("realtime-1");
    await("an action of the runbook")
        .atMost(LONG)
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(
            () ->
                hung.nothingReady() != null
                    && runs().stream()
                        .anyMatch(
                            r -> r.getStatus() != null && r.getStatus().detectedAt() != null));
  }

  private List<RunbookRun> runs() {
    return space.client().resources(RunbookRun.class).inNamespace(space.name()).list().getItems();
  }

  /** Every partner has been asked and has failed; every receiver was told, and failed. */
  private void trouble() {
    await("trouble with everything")
        .atMost(LONG)
        .untilAsserted(
            () -> {
              assertThat(operator.log())
                  .contains("Receiver slack", "Receiver broken", "Receiver hook")
                  .contains("Receiver alertmanager", "Receiver torn");
              assertThat(echo.told())
                  .contains(given.get("bearer"), given.get("redis"))
                  .contains(given.get("url").substring(given.get("url").lastIndexOf('/')));
              for (String name : List.of("realtime", "echoed", "keyed")) {
                assertThat(space.get(RealtimeService.class, name).statusOrEmpty().checklist())
                    .as("checklist of " + name)
                    .isNotNull()
                    .isNotEmpty();
              }
              assertThat(space.kubectl("get", "realtimeservice", "realtime", "-o", "json"))
                  .contains("does not let the operator in");
            });
  }

  private void alerts(Map<String, String> read) throws Exception {
    URI address = operator.management().resolve("/alerts/" + space.name() + "/realtime");
    for (String token : List.of(given.get("alerts"), given.get("signing"))) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(address)
                  .header("Authorization", "Bearer " + token)
                  .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + token + "\"}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      read.put("the alert webhook, status " + answer.statusCode(), answer.body());
    }
    assertThat(read.keySet())
        .containsExactly("the alert webhook, status 400", "the alert webhook, status 401");
  }

  private void console(Map<String, String> read) throws Exception {
    String token = leaks.put("session", person());
    String service = "services/" + space.name() + "/";
    HttpResponse<String> wrong = signIn(given.get("bearer"));
    assertThat(wrong.statusCode()).isEqualTo(401);
    read.put("console, sign-in refused", wrong.body());
    HttpResponse<String> in = signIn(token);
    assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    read.put("console, sign-in", in.body() + cookie);
    List<String> pages = new ArrayList<>(List.of("services"));
    for (String name : List.of("realtime", "echoed", "keyed", "managed")) {
      pages.add(service + name + "?minutes=60");
    }
    runs().forEach(r -> pages.add(service + "realtime/runs/" + r.getMetadata().getName()));
    for (String page : pages) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(console(page))
                  .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(page + ": " + answer.body()).isEqualTo(200);
      read.put("console, " + page, answer.body());
    }
  }

  private URI console(String path) {
    return URI.create("http://127.0.0.1:" + consolePort + "/api/" + path);
  }

  private HttpResponse<String> signIn(String token) throws Exception {
    String quoted = space.client().getKubernetesSerialization().asJson(Map.of("token", token));
    return http.send(
        HttpRequest.newBuilder(console("session"))
            .header("X-Realtime-Console", "1")
            .POST(HttpRequest.BodyPublishers.ofString(quoted))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Token of somebody who may see everything in the namespace. */
  private String person() {
    space
        .client()
        .load(
            new ByteArrayInputStream(
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: person, namespace: %1$s}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: person, namespace: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects: [{kind: ServiceAccount, name: person, namespace: %1$s}]
                """
                    .formatted(space.name())
                    .getBytes(StandardCharsets.UTF_8)))
        .serverSideApply();
    return ApiServer.running()
        .client()
        .serviceAccounts()
        .inNamespace(space.name())
        .withName("person")
        .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
        .getStatus()
        .getToken();
  }

  private String get(URI address) throws Exception {
    return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Every kind of the namespace that can be listed, but the Secrets. */
  private List<String> kinds() {
    return Arrays.stream(
            space
                .kubectl("api-resources", "--namespaced", "--verbs=list", "-o", "name")
                .split("\\s+"))
        .filter(kind -> !kind.isBlank() && !kind.equals("secrets"))
        .collect(Collectors.toList());
  }
}
