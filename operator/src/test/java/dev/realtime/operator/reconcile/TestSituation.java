package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.operator.cluster.Space;
import dev.realtime.operator.reconcile.config.ConfigurationRenderer;
import dev.realtime.operator.reconcile.connections.Connections;

/** The situation of a service of which nothing is known but its spec. */
final class TestSituation {
  private TestSituation() {}

  /** Of the service {@code production/realtime}; the spec in YAML. */
  static Situation of(String spec) {
    return of(spec, Overrides.none());
  }

  /** The same under these overrides. */
  static Situation of(String spec, Overrides overrides) {
    RealtimeService service = Space.service(spec);
    service.getMetadata().setNamespace("production");
    service.getMetadata().setUid("uid-1");
    Names names = new Names("realtime");
    return new Situation(
        service,
        names,
        overrides,
        "server:1",
        "redis:1",
        ConfigurationRenderer.render(service, names, overrides),
        ConfigurationRenderer.render(service, names, Overrides.none()),
        Connections.unknown(),
        0,
        null,
        "realtime-system");
  }
}
