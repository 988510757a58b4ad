package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.workload.GatewayReference;
import dev.realtime.api.v1alpha1.workload.RouteSettings;
import dev.realtime.operator.reconcile.ForeignKind;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Gateway API route. Defaults of its schema are written out, so that they are no drift. */
public final class RouteDependent implements ForeignDependent {
  @Override
  public ForeignKind kind() {
    return ForeignKind.HTTP_ROUTE;
  }

  @Override
  public boolean dispensable(Situation situation) {
    return false;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().service();
  }

  @Override
  public Optional<GenericKubernetesResource> desired(Situation situation) {
    return Optional.ofNullable(situation.spec().route())
        .map(
            route ->
                kind()
                    .object(
                        situation.meta(name(situation), Names.SERVER).build(),
                        spec(situation, route)));
  }

  private static Map<String, Object> spec(Situation situation, RouteSettings route) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("parentRefs", route.gateways().stream().map(RouteDependent::parent).toList());
    if (!route.hostnames().isEmpty()) {
      spec.put("hostnames", route.hostnames());
    }
    Map<String, Object> match = Map.of("path", Map.of("type", "PathPrefix", "value", route.path()));
    Map<String, Object> backend =
        Map.of(
            "group",
            "",
            "kind",
            "Service",
            "name",
            situation.names().service(),
            "port",
            situation.serviceSettings().port(),
            "weight",
            1);
    spec.put("rules", List.of(Map.of("matches", List.of(match), "backendRefs", List.of(backend))));
    return spec;
  }

  private static Map<String, Object> parent(GatewayReference gateway) {
    Map<String, Object> parent = new LinkedHashMap<>();
    parent.put("group", "gateway.networking.k8s.io");
    parent.put("kind", "Gateway");
    parent.put("name", gateway.name());
    if (gateway.namespace() != null) {
      parent.put("namespace", gateway.namespace());
    }
    if (gateway.sectionName() != null) {
      parent.put("sectionName", gateway.sectionName());
    }
    return parent;
  }
}
