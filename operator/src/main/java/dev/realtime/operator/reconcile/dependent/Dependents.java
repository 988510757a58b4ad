package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Names;
import java.util.List;

/** All managed objects, in the order in which they are made: what pods need comes before them. */
public final class Dependents {
  /** The list. Secrets are not in it: their content is made once, and never again. */
  public static final List<Dependent<?>> ALL =
      List.of(
          new ServiceAccountDependent(),
          new ConfigDependent(),
          new ConfigSnapshotDependent(),
          new ServiceDependent(),
          new HeadlessServiceDependent(),
          new RedisConfigDependent(),
          new RedisServiceDependent(),
          new RedisPodsServiceDependent(),
          new SentinelServiceDependent(),
          new RedisBudgetDependent(Names.REDIS),
          new RedisBudgetDependent(Names.SENTINEL),
          new SentinelDependent(),
          new RedisDependent(),
          new RedisNetworkDependent(),
          new ServerNetworkDependent(),
          new CertificateDependent(),
          new DeploymentDependent(),
          new DisruptionBudgetDependent(),
          new AutoscalerDependent(),
          new IngressDependent(),
          new RouteDependent(),
          new ServiceMonitorDependent(),
          new PodMonitorDependent(),
          new PrometheusRuleDependent(),
          new DashboardDependent());

  private Dependents() {}
}
