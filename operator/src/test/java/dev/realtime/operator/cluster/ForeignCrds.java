package dev.realtime.operator.cluster;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The CRDs of other projects, by name and group as theirs, with a schema that takes anything: what
 * is tested is the life with and without them.
 */
public final class ForeignCrds {
  private static final Map<String, String> GROUPS =
      Map.of(
          "HTTPRoute", "gateway.networking.k8s.io",
          "ServiceMonitor", "monitoring.coreos.com",
          "PodMonitor", "monitoring.coreos.com",
          "PrometheusRule", "monitoring.coreos.com",
          "Certificate", "cert-manager.io");

  private ForeignCrds() {}

  /** Installs all that are missing, and waits until they are served. */
  public static void install() {
    install(ApiServer.running());
  }

  /** The same on a test's own API server. */
  public static void install(ApiServer server) {
    var crds = server.client().apiextensions().v1().customResourceDefinitions();
    GROUPS.forEach((kind, group) -> crds.resource(crd(kind, group)).serverSideApply());
    GROUPS.forEach(
        (kind, group) ->
            crds.withName(name(kind, group))
                .waitUntilCondition(ForeignCrds::established, 30, TimeUnit.SECONDS));
  }

  /** Removes them with all their objects. */
  public static void remove() {
    var crds = ApiServer.running().client().apiextensions().v1().customResourceDefinitions();
    GROUPS.forEach((kind, group) -> crds.withName(name(kind, group)).delete());
    GROUPS.forEach(
        (kind, group) ->
            crds.withName(name(kind, group))
                .waitUntilCondition(java.util.Objects::isNull, 30, TimeUnit.SECONDS));
  }

  /** Whether a CRD is served; one that has just been made has no conditions at all. */
  static boolean established(@Nullable CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  private static String name(String kind, String group) {
    return plural(kind) + "." + group;
  }

  private static String plural(String kind) {
    return kind.toLowerCase(Locale.ROOT) + "s";
  }

  private static CustomResourceDefinition crd(String kind, String group) {
    return new CustomResourceDefinitionBuilder()
        .withNewMetadata()
        .withName(name(kind, group))
        // Without it the API server refuses the groups of Kubernetes' own projects.
        .addToAnnotations("api-approved.kubernetes.io", "unapproved, for a test")
        .endMetadata()
        .withNewSpec()
        .withGroup(group)
        .withScope("Namespaced")
        .withNewNames()
        .withKind(kind)
        .withListKind(kind + "List")
        .withPlural(plural(kind))
        .withSingular(kind.toLowerCase(Locale.ROOT))
        .endNames()
        .addNewVersion()
        .withName("v1")
        .withServed(true)
        .withStorage(true)
        .withNewSchema()
        .withOpenAPIV3Schema(
            new JSONSchemaPropsBuilder()
                .withType("object")
                .addToProperties(
                    "spec",
                    new JSONSchemaPropsBuilder()
                        .withType("object")
                        .withXKubernetesPreserveUnknownFields(true)
                        .build())
                .build())
        .endSchema()
        .endVersion()
        .endSpec()
        .build();
  }
}
