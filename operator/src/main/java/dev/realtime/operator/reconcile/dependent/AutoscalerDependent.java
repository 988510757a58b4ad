package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.workload.Autoscaling;
import dev.realtime.api.v1alpha1.workload.ConnectionSource;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import dev.realtime.operator.reconcile.handover.Floors;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicy;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingPolicyBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replicas by CPU, memory and, through a metrics adapter, connections. Its limits carry what the
 * runbook and the operator's own count of connections ask for. Defaults of the API server are
 * written out: what it fills in must not look like drift.
 */
public final class AutoscalerDependent implements Dependent<HorizontalPodAutoscaler> {
  /** Name of the metric as an adapter serves it. */
  static final String CONNECTIONS = "realtime_connections";

  private static final int MAX_PERIOD = 1800;
  private static final int THOUSAND = 1_000;
  private static final int MILLION = 1_000_000;

  @Override
  public Class<HorizontalPodAutoscaler> type() {
    return HorizontalPodAutoscaler.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().service();
  }

  @Override
  public Optional<HorizontalPodAutoscaler> desired(Situation situation) {
    return Optional.ofNullable(situation.spec().autoscaling())
        .filter(Autoscaling::needsHpa)
        .map(autoscaling -> autoscaler(situation, autoscaling));
  }

  private HorizontalPodAutoscaler autoscaler(Situation situation, Autoscaling autoscaling) {
    return new HorizontalPodAutoscalerBuilder()
        .withMetadata(situation.meta(name(situation), Names.SERVER).build())
        .withNewSpec()
        .withNewScaleTargetRef("apps/v1", "Deployment", situation.names().service())
        .withMinReplicas(Floors.minimum(situation, autoscaling))
        .withMaxReplicas(Floors.maximum(situation, autoscaling))
        .withMetrics(metrics(autoscaling))
        .withNewBehavior()
        .withNewScaleUp()
        .withSelectPolicy("Max")
        .withStabilizationWindowSeconds(0)
        .withPolicies(policy("Pods", 4, 15), policy("Percent", 100, 15))
        .endScaleUp()
        .withNewScaleDown()
        .withSelectPolicy("Max")
        .withStabilizationWindowSeconds(autoscaling.scaleDownStabilizationSeconds())
        .withPolicies(scaleDown(situation))
        .endScaleDown()
        .endBehavior()
        .endSpec()
        .build();
  }

  /**
   * One pod, or a tenth of them, in the time that one takes to drain: the clients of those taken
   * away arrive at the others before the next one goes.
   */
  private static List<HPAScalingPolicy> scaleDown(Situation situation) {
    int drain = Math.min(MAX_PERIOD, situation.spec().rollout().gracePeriodSeconds());
    return List.of(policy("Pods", 1, drain), policy("Percent", 10, drain));
  }

  private static HPAScalingPolicy policy(String type, int value, int seconds) {
    return new HPAScalingPolicyBuilder()
        .withType(type)
        .withValue(value)
        .withPeriodSeconds(seconds)
        .build();
  }

  private static List<MetricSpec> metrics(Autoscaling autoscaling) {
    List<MetricSpec> metrics = new ArrayList<>();
    utilization(metrics, "cpu", autoscaling.cpuUtilization());
    utilization(metrics, "memory", autoscaling.memoryUtilization());
    if (autoscaling.connectionsPerReplica() != null
        && autoscaling.connectionSource() == ConnectionSource.METRICS_ADAPTER) {
      metrics.add(
          new MetricSpecBuilder()
              .withType("Pods")
              .withNewPods()
              .withNewMetric()
              .withName(CONNECTIONS)
              .endMetric()
              .withNewTarget()
              .withType("AverageValue")
              .withAverageValue(quantity(autoscaling.connectionsPerReplica()))
              .endTarget()
              .endPods()
              .build());
    }
    return metrics;
  }

  /** As the API server writes it: 10000 becomes 10k. */
  private static Quantity quantity(int number) {
    if (number % MILLION == 0) {
      return new Quantity(number / MILLION + "M");
    }
    return new Quantity(number % THOUSAND == 0 ? number / THOUSAND + "k" : "" + number);
  }

  private static void utilization(List<MetricSpec> into, String resource, @Nullable Integer aim) {
    if (aim != null) {
      into.add(
          new MetricSpecBuilder()
              .withType("Resource")
              .withNewResource()
              .withName(resource)
              .withNewTarget()
              .withType("Utilization")
              .withAverageUtilization(aim)
              .endTarget()
              .endResource()
              .build());
    }
  }
}
