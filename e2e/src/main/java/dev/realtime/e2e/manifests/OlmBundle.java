package dev.realtime.e2e.manifests;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A bundle for the Operator Lifecycle Manager, in the format registry+v1. OLM makes the
 * ServiceAccount, the roles and the Deployment from the ClusterServiceVersion.
 */
final class OlmBundle {
  private static final String ROOT = "olm/";
  private static final String NAME = "realtime-operator";

  /** OLM's word for releases that are not general availability yet. */
  private static final String CHANNEL = "candidate";

  /** Three bars of one signal. */
  private static final String ICON =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">"
          + "<rect width=\"32\" height=\"32\" rx=\"6\" fill=\"#1f4b99\"/>"
          + "<path d=\"M9 20v-6M16 24V8M23 20v-6\" stroke=\"#fff\" stroke-width=\"3\""
          + " stroke-linecap=\"round\"/></svg>";

  private final Base base;
  private final String version;
  private final Optional<String> previous;

  /**
   * A bundle of the base.
   *
   * @param previous version that OLM upgrades from; empty: there is none
   */
  OlmBundle(Base base, String version, Optional<String> previous) {
    this.base = base;
    this.version = version;
    this.previous = previous;
  }

  /** Contents by path below {@code manifests}. */
  Map<String, String> files() {
    var files = new TreeMap<String, String>();
    for (Path crd : base.crds()) {
      files.put(ROOT + "manifests/" + crd.getFileName(), Base.read(crd));
    }
    for (String document : Base.documents(base.text("user-roles.yaml"))) {
      String name = name(document);
      files.put(ROOT + "manifests/" + name + ".clusterrole.yaml", document.strip() + "\n");
    }
    files.put(
        ROOT + "manifests/" + NAME + ".clusterserviceversion.yaml",
        Serialization.asYaml(clusterServiceVersion()));
    Map<String, String> annotations = annotations();
    files.put(
        ROOT + "metadata/annotations.yaml",
        Serialization.asYaml(Map.of("annotations", annotations)));
    StringBuilder image = new StringBuilder("FROM scratch\n");
    annotations.forEach(
        (key, value) -> image.append("LABEL ").append(key).append('=').append(value).append('\n'));
    image.append("COPY manifests /manifests/\nCOPY metadata /metadata/\n");
    files.put(ROOT + "bundle.Dockerfile", image.toString());
    return files;
  }

  private static String name(String document) {
    return text(map(Serialization.unmarshal(document, Map.class), "metadata"), "name");
  }

  private static Map<String, String> annotations() {
    String prefix = "operators.operatorframework.io.bundle.";
    var annotations = new LinkedHashMap<String, String>();
    annotations.put(prefix + "mediatype.v1", "registry+v1");
    annotations.put(prefix + "manifests.v1", "manifests/");
    annotations.put(prefix + "metadata.v1", "metadata/");
    annotations.put(prefix + "package.v1", NAME);
    annotations.put(prefix + "channels.v1", CHANNEL);
    annotations.put(prefix + "channel.default.v1", CHANNEL);
    return annotations;
  }

  private Map<String, Object> clusterServiceVersion() {
    var version = new LinkedHashMap<String, Object>();
    version.put("apiVersion", "operators.coreos.com/v1alpha1");
    version.put("kind", "ClusterServiceVersion");
    version.put(
        "metadata",
        ordered(
            "name",
            NAME + ".v" + this.version,
            "namespace",
            "placeholder",
            "annotations",
            ordered(
                "alm-examples", examples(),
                "capabilities", "Auto Pilot",
                "categories", "Streaming & Messaging",
                "containerImage", "realtime.dev/operator:" + this.version,
                "description",
                    "Runs WebSocket services, and works their on-call runbook by itself.")));
    version.put("spec", spec());
    return version;
  }

  private Map<String, Object> spec() {
    Map<String, Object> spec = described();
    previous.ifPresent(older -> spec.put("replaces", NAME + ".v" + older));
    return spec;
  }

  private Map<String, Object> described() {
    return ordered(
        "displayName", "Realtime Operator",
        "description",
            "One RealtimeService becomes a WebSocket service (Centrifugo client protocol) with its"
                + " Redis, scaling, probes and Secrets; the operator finds out what is wrong with it"
                + " and works the runbook within the limits it is given.",
        "version", version,
        "maturity", "alpha",
        "minKubeVersion", "1.30.0",
        "provider", Map.of("name", "Realtime Operator"),
        "links", List.of(ordered("name", "Realtime Operator", "url", "https://realtime.dev")),
        "maintainers",
            List.of(ordered("name", "Realtime Operator", "email", "maintainers@realtime.dev")),
        "keywords", List.of("websocket", "realtime", "centrifugo", "runbook"),
        "icon",
            List.of(
                ordered(
                    "base64data",
                    Base64.getEncoder().encodeToString(ICON.getBytes(StandardCharsets.UTF_8)),
                    "mediatype",
                    "image/svg+xml")),
        "installModes",
            List.of(
                mode("OwnNamespace"),
                mode("SingleNamespace"),
                mode("MultiNamespace"),
                mode("AllNamespaces")),
        "customresourcedefinitions",
            Map.of("owned", base.crds().stream().map(OlmBundle::owned).toList()),
        "install", ordered("strategy", "deployment", "spec", install()),
        "relatedImages", relatedImages());
  }

  /**
   * Nothing that the operator does needs a right on the cluster itself. OLM makes Roles of {@code
   * permissions} in each namespace of the OperatorGroup, and lifts them to a ClusterRole where that
   * selects all; {@code clusterPermissions} would be one in any case.
   */
  private Map<String, Object> install() {
    return ordered(
        "permissions",
            List.of(permission("ClusterRole", NAME), permission("Role", NAME + "-leader")),
        "deployments",
            List.of(ordered("name", NAME, "label", Map.of("app", NAME), "spec", deploymentSpec())));
  }

  private Map<String, Object> permission(String kind, String name) {
    return ordered(
        "serviceAccountName",
        NAME,
        "rules",
        Serialization.unmarshal(base.rules(kind, name), List.class));
  }

  /** What a mirror for clusters without the internet has to hold. */
  private List<Object> relatedImages() {
    Container container = deployment().getSpec().getTemplate().getSpec().getContainers().getFirst();
    var images = new ArrayList<>();
    images.add(ordered("name", "operator", "image", container.getImage() + ":" + version));
    container.getEnv().stream()
        .filter(variable -> variable.getName().matches("REALTIME_[A-Z]+_IMAGE"))
        .forEach(
            variable ->
                images.add(
                    ordered(
                        "name",
                        variable.getName().split("_", -1)[1].toLowerCase(Locale.ROOT),
                        "image",
                        variable.getValue())));
    return images;
  }

  private Deployment deployment() {
    return Base.documents(base.text("operator.yaml")).stream()
        .filter(text -> text.contains("kind: Deployment\n"))
        .map(text -> Serialization.unmarshal(text, Deployment.class))
        .findFirst()
        .orElseThrow();
  }

  /** The Deployment's, with the namespaces that OLM's OperatorGroup selects. */
  private Object deploymentSpec() {
    Deployment deployment = deployment();
    var container = deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
    container.setImage(container.getImage() + ":" + version);
    var env = new ArrayList<>(container.getEnv());
    env.add(
        Serialization.unmarshal(
            """
            name: WATCH_NAMESPACES
            valueFrom:
              fieldRef:
                apiVersion: v1
                fieldPath: metadata.annotations['olm.targetNamespaces']
            """,
            io.fabric8.kubernetes.api.model.EnvVar.class));
    container.setEnv(env);
    return Serialization.unmarshal(Serialization.asYaml(deployment.getSpec()), Map.class);
  }

  private String examples() {
    Object service =
        Base.documents(Base.read(base.manifests().resolve("samples/realtime.yaml"))).stream()
            .filter(text -> text.contains("kind: RealtimeService\n"))
            .map(text -> Serialization.unmarshal(text, Map.class))
            .findFirst()
            .orElseThrow();
    Object run =
        Serialization.unmarshal(
            """
            apiVersion: realtime.dev/v1alpha1
            kind: RunbookRun
            metadata: {name: restart, namespace: production}
            spec: {service: realtime, procedure: Restart}
            """,
            Map.class);
    return Serialization.asJson(List.of(service, run));
  }

  private static Map<String, Object> owned(Path file) {
    Map<?, ?> crd = Serialization.unmarshal(Base.read(file), Map.class);
    String kind = text(map(map(crd, "spec"), "names"), "kind");
    return ordered(
        "name",
        text(map(crd, "metadata"), "name"),
        "kind",
        kind,
        "version",
        "v1alpha1",
        "displayName",
        kind,
        "description",
        "RealtimeService".equals(kind)
            ? "A WebSocket service with everything that belongs to it."
            : "One incident or one procedure: evidence, plan, approval, steps, outcome.");
  }

  private static Map<String, Object> mode(String type) {
    return ordered("type", type, "supported", true);
  }

  private static Map<?, ?> map(Map<?, ?> of, String key) {
    return (Map<?, ?>) java.util.Objects.requireNonNull(of.get(key), key);
  }

  private static String text(Map<?, ?> of, String key) {
    return (String) java.util.Objects.requireNonNull(of.get(key), key);
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
