package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid combinations are refused by the API server itself, with the field and a reason. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdmissionIT {
  private final Space space = new Space();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {replicas: 3, autoscaling: {maxReplicas: 5, cpuUtilization: 50}} | spec | replicas and autoscaling exclude each other
          {replicas: -1} | spec.replicas | greater than or equal to 0
          {autoscaling: {minReplicas: 5, maxReplicas: 3, cpuUtilization: 50}} | spec.autoscaling | maxReplicas must not be below minReplicas
          {autoscaling: {maxReplicas: 3}} | spec.autoscaling | one of cpuUtilization, memoryUtilization and connectionsPerReplica
          {autoscaling: {cpuUtilization: 50}} | spec.autoscaling.maxReplicas | Required value
          {autoscaling: {maxReplicas: 3, cpuUtilization: 50, connectionSource: MetricsAdapter}} | spec.autoscaling | MetricsAdapter needs connectionsPerReplica
          {autoscaling: {maxReplicas: 3, cpuUtilization: 50}, resources: {requests: {memory: 1Gi}}} | spec | give resources.requests.cpu
          {autoscaling: {maxReplicas: 3, memoryUtilization: 50}, resources: {requests: {cpu: 1}}} | spec | give resources.requests.memory
          {resources: {requests: {memory: 2Gi}, limits: {memory: 1Gi}}} | spec | must not be above resources.limits
          {broker: Memory, replicas: 2} | spec | set replicas to 1
          {broker: Memory, replicas: 1, redis: {managed: {}}} | spec | redis is for broker Redis
          {broker: Kafka} | spec.broker | Unsupported value
          {redis: {managed: {}, external: {addresses: ['a:1']}}} | spec.redis | either managed or external
          {redis: {external: {addresses: []}}} | spec.redis.external.addresses | at least 1 items
          {redis: {external: {addresses: ['no port']}}} | spec.redis.external.addresses[0] | should match
          {redis: {external: {mode: Sentinel, addresses: ['a:1']}}} | spec.redis.external | masterName is needed for mode Sentinel
          {redis: {external: {addresses: ['a:1'], sentinelPassword: {name: s, key: k}}}} | spec.redis.external | sentinelPassword is for mode Sentinel
          {redis: {managed: {replicas: 3}}} | spec.redis.managed | replicas is for topology Replicated
          {redis: {managed: {topology: Replicated, sentinels: 4}}} | spec.redis.managed.sentinels | sentinels must be odd
          {redis: {managed: {persistence: {size: 1Gi}}}} | spec.redis.managed.persistence | for mode AppendOnly
          {rollout: {drainSeconds: 60, terminationGracePeriodSeconds: 30}} | spec.rollout | at least acceptSeconds + drainSeconds + 15
          {rollout: {maxSurge: 0}} | spec.rollout.maxSurge | greater than or equal to 1
          {service: {nodePort: 30000}} | spec.service | nodePort is for type NodePort
          {service: {loadBalancerClass: x}} | spec.service | loadBalancerClass is for type LoadBalancer
          {service: {externalTrafficPolicy: Local}} | spec.service | externalTrafficPolicy is for
          {service: {port: 70000}} | spec.service.port | less than or equal to 65535
          {ingress: {}} | spec.ingress.host | Required value
          {ingress: {host: 'Not A Host'}} | spec.ingress.host | should match
          {ingress: {host: a.b, path: chat}} | spec.ingress.path | should match
          {route: {gateways: []}} | spec.route.gateways | at least 1 items
          {tls: {}} | spec.tls | exactly one of secretName and certManager
          {tls: {secretName: a, certManager: {issuer: b}}} | spec.tls | exactly one of secretName and certManager
          {tls: {certManager: {}}} | spec.tls.certManager.issuer | Required value
          {network: {clients: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}} | spec.network | either ipBlock, or podSelector
          {network: {monitoring: [{}]}} | spec.network | either ipBlock, or podSelector
          {disruptionBudget: {maxUnavailable: 0}} | spec.disruptionBudget.maxUnavailable | greater than or equal to 1
          {pod: {labels: {app: mine}}} | spec.pod | belong to the operator
          {pod: {annotations: {realtime.dev/x: y}}} | spec.pod | belong to the operator
          {pod: {env: [{name: REALTIME_PORT, value: '1'}]}} | spec.pod | use spec.server
          {pod: {topologySpread: Sometimes}} | spec.pod.topologySpread | Unsupported value
          {maintenance: {retryAfterSeconds: 0}} | spec.maintenance.retryAfterSeconds | greater than or equal to 1
          {server: {namespaces: [{name: a}, {name: a}]}} | spec.server.namespaces[1] | Duplicate value
          {dependencies: [{name: db}]} | spec.dependencies[0] | exactly one of postgresql, http, tcp and redis
          {notifications: [{name: x}]} | spec.notifications[0] | exactly one of webhook, slack and alertmanager
          {runbook: {thresholds: {errorRate: {percent: 2, recoverPercent: 5}}}} | spec.runbook.thresholds.errorRate | recoverPercent must be below percent
          """)
  void isRefused(String spec, String field, String reason) {
    assertThatThrownBy(() -> space.applyStrictly(service("spec: " + spec)))
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
          {redis: {managed: {topology: Single}}} | {redis: {managed: {topology: Replicated}}} | topology cannot be changed in place
          {replicas: 1} | {redis: {managed: {topology: Replicated}}} | topology cannot be changed in place
          {redis: {managed: {topology: Replicated}}} | {redis: null} | topology cannot be changed in place
          {redis: {managed: {persistence: {mode: None}}}} | {redis: {managed: {persistence: {mode: AppendOnly}}}} | mode cannot be changed
          {redis: {managed: {memory: 64Mi}}} | {redis: {managed: {persistence: {mode: AppendOnly}}}} | mode cannot be changed
          {replicas: 1} | {redis: {managed: {persistence: {mode: AppendOnly}}}} | mode cannot be changed
          {redis: {managed: {persistence: {mode: AppendOnly}}}} | {redis: {managed: {persistence: null}}} | mode cannot be changed
          {redis: {managed: {persistence: {mode: AppendOnly, size: 1Gi}}}} | {redis: {managed: {persistence: {size: 2Gi}}}} | size cannot be changed
          """)
  void changeThatWouldLoseDataIsRefused(String before, String change, String reason) {
    Space own = new Space();
    own.create(before);

    assertThatThrownBy(() -> own.patch("spec: " + change))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(reason);
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
