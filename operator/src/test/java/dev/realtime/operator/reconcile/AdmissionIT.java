package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid combinations are refused by the API server itself, with the field and a reason. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdmissionIT {
  private final Space space = new Space();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {replicas: -1} | spec.replicas | greater than or equal to 0
          {autoscaling: {cpuUtilization: 50}} | spec.autoscaling.maxReplicas | Required value
          {broker: Kafka} | spec.broker | Unsupported value
          {redis: {external: {addresses: []}}} | spec.redis.external.addresses | at least 1 items
          {redis: {external: {addresses: ['no port']}}} | spec.redis.external.addresses[0] | should match
          {rollout: {maxSurge: 0}} | spec.rollout.maxSurge | greater than or equal to 1
          {service: {port: 70000}} | spec.service.port | less than or equal to 65535
          {ingress: {}} | spec.ingress.host | Required value
          {ingress: {host: 'Not A Host'}} | spec.ingress.host | should match
          {ingress: {host: a.b, path: chat}} | spec.ingress.path | should match
          {route: {gateways: []}} | spec.route.gateways | at least 1 items
          {tls: {certManager: {}}} | spec.tls.certManager.issuer | Required value
          {disruptionBudget: {maxUnavailable: 0}} | spec.disruptionBudget.maxUnavailable | greater than or equal to 1
          {pod: {topologySpread: Sometimes}} | spec.pod.topologySpread | Unsupported value
          {maintenance: {retryAfterSeconds: 0}} | spec.maintenance.retryAfterSeconds | greater than or equal to 1
          {server: {namespaces: [{name: a}, {name: a}]}} | spec.server.namespaces[1] | Duplicate value
          {server: {limits: {connectionsPerUser: 10000001}}} | spec.server.limits.connectionsPerUser | less than or equal to
          {server: {limits: {connectionsPerIp: 10000001}}} | spec.server.limits.connectionsPerIp | less than or equal to
          {server: {limits: {connectRate: 10000001}}} | spec.server.limits.connectRate | less than or equal to
          {server: {limits: {connectBurst: 10000001}}} | spec.server.limits.connectBurst | less than or equal to
          {server: {limits: {commandsPerConnection: 10000001}}} | spec.server.limits.commandsPerConnection | less than or equal to
          {server: {limits: {commandsPerUser: 10000001}}} | spec.server.limits.commandsPerUser | less than or equal to
          {server: {limits: {publishesPerConnection: 10000001}}} | spec.server.limits.publishesPerConnection | less than or equal to
          {server: {limits: {resubscribeRate: 10000001}}} | spec.server.limits.resubscribeRate | less than or equal to
          {server: {limits: {handshakes: 1000001}}} | spec.server.limits.handshakes | less than or equal to
          {server: {listen: {backlog: 65536}}} | spec.server.listen.backlog | less than or equal to
          {server: {log: {clientLinesPerSecond: 1000001}}} | spec.server.log.clientLinesPerSecond | less than or equal to
          {server: {channels: {publishRate: 10000001}}} | spec.server.channels.publishRate | less than or equal to
          {server: {channels: {maxSubscribers: 10000001}}} | spec.server.channels.maxSubscribers | less than or equal to
          {server: {rebalance: {rate: 100001}}} | spec.server.rebalance.rate | less than or equal to
          {server: {rebalance: {tolerance: 11}}} | spec.server.rebalance.tolerance | less than or equal to
          {server: {rebalance: {least: 1000001}}} | spec.server.rebalance.least | less than or equal to
          {server: {namespaces: [{name: chat, publishRate: 10000001}]}} | spec.server.namespaces[0].publishRate | less than or equal to
          {server: {namespaces: [{name: chat, maxSubscribers: 10000001}]}} | spec.server.namespaces[0].maxSubscribers | less than or equal to
          {server: {limits: {handshakes: 15}}} | spec.server.limits.handshakes | greater than or equal to 16
          {server: {limits: {queuesSize: much}}} | spec.server.limits.queuesSize | should match
          {server: {rebalance: {rate: -1}}} | spec.server.rebalance.rate | greater than or equal to 0
          {server: {rebalance: {tolerance: -0.1}}} | spec.server.rebalance.tolerance | greater than or equal to 0
          {server: {rebalance: {least: 0}}} | spec.server.rebalance.least | greater than or equal to 1
          {server: {limits: {requestBodies: 8MB}}} | spec.server.limits.requestBodies | should match
          {server: {listen: {sockets: kqueue}}} | spec.server.listen.sockets | Unsupported value
          {server: {log: {format: xml}}} | spec.server.log.format | Unsupported value
          {server: {tracing: {sampling: 0.1}}} | spec.server.tracing.endpoint | Required value
          {server: {tracing: {endpoint: 'grpc://collector:4317'}}} | spec.server.tracing.endpoint | should match
          {server: {tracing: {endpoint: 'http://c', sampling: 1.1}}} | spec.server.tracing.sampling | less than or equal to 1
          {server: {tracing: {endpoint: 'http://c', queue: 0}}} | spec.server.tracing.queue | greater than or equal to 1
          {server: {tracing: {endpoint: 'http://c', serviceName: ' '}}} | spec.server.tracing.serviceName | should match
          {server: {proxy: {ca: {name: backend}}}} | spec.server.proxy.ca.key | Required value
          {server: {proxy: {rpc: {breaker: closed}}}} | spec.server.proxy.rpc.breaker | Unsupported value
          {server: {proxy: {rpc: {emulatedHeaders: ['x y']}}}} | spec.server.proxy.rpc.emulatedHeaders[0] | should match
          {maintenance: {bodyType: 'text/html, "x"'}} | spec.maintenance.bodyType | should match
          {maintenance: {drainSeconds: 3601}} | spec.maintenance.drainSeconds | less than or equal to 3600
          {redis: {maxPending: 0}} | spec.redis.maxPending | greater than or equal to 1
          {redis: {timeout: 2}} | spec.redis.timeout | must be of type string
          {redis: {managed: {topology: Replicated, replicas: 1}}} | spec.redis.managed.replicas | greater than or equal to 2
          {dependencies: [{name: a, http: {url: 'http://a', expectedStatus: [99]}}]} | spec.dependencies[0].http.expectedStatus[0] | greater than or equal to 100
          {dependencies: [{name: a, http: {url: 'http://a', expectedStatus: [600]}}]} | spec.dependencies[0].http.expectedStatus[0] | less than or equal to 599
          """)
  void isRefused(String spec, String field, String reason) {
    assertRefused(() -> space.applyStrictly(service("spec: " + spec)), field, reason);
  }

  static List<Path> specsOfEverySetting() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "settings"))) {
      return files.sorted().toList();
    }
  }

  /** What SettableKeysTest renders is what users can apply. */
  @ParameterizedTest
  @MethodSource("specsOfEverySetting")
  void everySettingOfTheServerIsTaken(Path spec) throws IOException {
    var object = service("spec: {}");
    object.put("spec", Serialization.unmarshal(Files.readString(spec), Map.class));

    assertThatCode(() -> new Space().applyStrictly(object)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{server: {limits: {requestBodies: '0'}}}",
        "{server: {limits: {requestBodies: 4MiB}}}",
        "{server: {limits: {requestBodies: 16GiB}, api: {maxBody: 256MiB}}}",
        "{server: {limits: {requestBodies: 65536B}, api: {maxBody: 64KiB}}}",
        "{redis: {heartbeatInterval: 3s}}",
        "{redis: {heartbeatInterval: 1m, heartbeatTimeout: 60s}}",
        "{server: {proxy: {rpc: {staticHeaders: {X-Key: 'ä b\tc'}, emulatedHeaders: [hosts]}}}}"
      })
  void whatIsJustWithinTheRulesIsTaken(String spec) {
    assertThatCode(() -> new Space().applyStrictly(service("spec: " + spec)))
        .doesNotThrowAnyException();
  }

  static List<RuleCase> ruleCases() {
    return RuleCase.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ruleCases")
  void ruleRefusesWithItsFieldAndMessage(RuleCase refused) {
    assertRefused(() -> refused.ask(space), refused.field(), refused.message());
  }

  @Test
  void everyRuleOfTheCrdsRefusesSomethingHere() {
    Set<String> rules = new TreeSet<>();
    for (String name : List.of("realtimeservices.realtime.dev", "runbookruns.realtime.dev")) {
      var crd =
          space.client().apiextensions().v1().customResourceDefinitions().withName(name).get();
      addRules(
          crd.getSpec().getNames().getKind(),
          "",
          crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema(),
          rules);
    }

    assertThat(rules).hasSizeGreaterThan(80);
    assertThat(ruleCases().stream().map(RuleCase::rule).collect(Collectors.toSet()))
        .as("rules of the CRDs and those in admission-rules.yaml")
        .containsExactlyInAnyOrderElementsOf(rules);
  }

  private static void addRules(
      String kind, String path, JSONSchemaProps schema, Set<String> rules) {
    if (schema.getXKubernetesValidations() != null) {
      for (ValidationRule rule : schema.getXKubernetesValidations()) {
        rules.add(RuleCase.rule(kind, path.isEmpty() ? RuleCase.ROOT : path, rule.getMessage()));
      }
    }
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (name, property) ->
                  addRules(kind, path.isEmpty() ? name : path + "." + name, property, rules));
    }
    if (schema.getItems() != null && schema.getItems().getSchema() != null) {
      addRules(kind, path + "[]", schema.getItems().getSchema(), rules);
    }
    if (schema.getAdditionalProperties() != null
        && schema.getAdditionalProperties().getSchema() != null) {
      addRules(kind, path + "{}", schema.getAdditionalProperties().getSchema(), rules);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Capital",
    "1first",
    "trailing-",
    "a-name-that-is-longer-than-forty-five-characters-is"
  })
  void nameThatCannotNameServicesIsRefused(String name) {
    var service = Space.service("{}");
    service.getMetadata().setName(name);

    assertThatThrownBy(() -> space.client().resource(service).inNamespace(space.name()).create())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("name");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {replicas: 1} | {redis: {managed: {topology: Single, persistence: {mode: None}}}}
          {redis: {managed: {topology: Replicated}}} | {redis: {managed: null, external: {addresses: ['a:1']}}}
          {redis: {external: {addresses: ['a:1']}}} | {redis: {external: null, managed: {topology: Replicated}}}
          {broker: Memory, replicas: 1} | {broker: Redis, redis: {managed: {persistence: {mode: AppendOnly}}}}
          """)
  void changeThatLosesNothingOrIsAMoveToAnotherRedisIsTaken(String before, String change) {
    Space own = new Space();
    own.create(before);

    assertThatCode(() -> own.patch("spec: " + change)).doesNotThrowAnyException();
  }

  @Test
  void unknownFieldIsNamedWhereTheClientAsks() {
    assertThatThrownBy(() -> space.applyStrictly(service("spec: {replica: 3}")))
        .hasMessageContaining("unknown field \"spec.replica\"");
  }

  private static void assertRefused(ThrowingCallable asked, String field, String reason) {
    assertThatThrownBy(asked)
        .isInstanceOf(KubernetesClientException.class)
        .satisfies(
            e ->
                assertThat(status(e).getDetails().getCauses())
                    .anySatisfy(
                        cause -> {
                          assertThat(cause.getField()).isEqualTo(field);
                          assertThat(cause.getMessage()).contains(reason);
                        }));
  }

  private static Status status(Throwable refusal) {
    assertThat(refusal).isInstanceOf(KubernetesClientException.class);
    Status status = ((KubernetesClientException) refusal).getStatus();
    if (status == null) {
      throw new AssertionError("no answer of the API server", refusal);
    }
    return status;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> service(String spec) {
    return Serialization.unmarshal(
        "apiVersion: realtime.dev/v1alpha1\nkind: RealtimeService\nmetadata: {name: realtime}\n"
            + spec,
        Map.class);
  }
}
