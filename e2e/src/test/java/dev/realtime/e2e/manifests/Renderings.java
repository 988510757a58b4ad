package dev.realtime.e2e.manifests;

import dev.realtime.e2e.cluster.binary.Binaries;
import dev.realtime.e2e.cluster.binary.Program;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.ProjectImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All ways in which the manifests come out.
 *
 * @param directories of this machine
 * @param binaries has Helm and kubectl
 */
record Renderings(Directories directories, Binaries binaries) {
  static final String RELEASE = "realtime-operator";
  static final String NAMESPACE = "realtime-system";

  static Renderings standard() {
    Directories directories = Directories.standard();
    return new Renderings(directories, new Binaries(directories, Progress.onTerminal()));
  }

  GeneratedManifests generated() {
    return new GeneratedManifests(
        directories.project(), binaries.get(Program.KUBECTL), ProjectImage.OPERATOR.tag());
  }

  Path chartDirectory() {
    return directories.project().resolve("manifests/helm/realtime-operator");
  }

  /** Helm, on the cluster of a kubeconfig or on none. */
  Command helm(List<String> arguments) {
    List<String> line = new ArrayList<>(List.of(binaries.get(Program.HELM).toString()));
    line.addAll(arguments);
    Path home = directories.cache().resolve("helm");
    return Command.of(line)
        .with(
            Map.of(
                "HELM_CACHE_HOME", home.resolve("cache").toString(),
                "HELM_CONFIG_HOME", home.resolve("config").toString(),
                "HELM_DATA_HOME", home.resolve("data").toString()))
        .within(Duration.ofMinutes(5));
  }

  /** The chart with these values, as {@code --set} takes them. */
  String chart(String... values) {
    return helm(template(values)).run();
  }

  List<String> template(String... values) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "template",
                RELEASE,
                chartDirectory().toString(),
                "--namespace",
                NAMESPACE,
                "--kube-version",
                binaries.kubernetesVersion()));
    for (String value : values) {
      arguments.addAll(List.of("--set", value));
    }
    return arguments;
  }

  /** A copy of an overlay, as one's own begins, with the console. */
  private String withConsole(String overlay) {
    Path manifests = directories.project().resolve("manifests");
    try {
      Path own = Files.createTempDirectory("overlay").toRealPath();
      Path file = own.resolve("kustomization.yaml");
      Path back = own.relativize(manifests.toRealPath());
      String copy = Base.read(manifests.resolve(overlay).resolve("kustomization.yaml"));
      Files.writeString(
          file, copy.replace("../..", back.toString()) + "components: [" + back + "/console]\n");
      try {
        return generated().kustomize(own.toString());
      } finally {
        Files.delete(file);
        Files.delete(own);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write an overlay", e);
    }
  }

  /** Every rendering by what it is for. */
  Map<String, String> all() {
    var all = new LinkedHashMap<String, String>();
    for (String directory :
        List.of(
            "base",
            "base/crds",
            "overlays/administrator",
            "overlays/cluster-wide",
            "overlays/console",
            "overlays/namespaced")) {
      all.put("kustomize " + directory, generated().kustomize(directory));
    }
    for (String overlay : List.of("overlays/cluster-wide", "overlays/namespaced")) {
      all.put("kustomize " + overlay + " with the console", withConsole(overlay));
    }
    all.put("install.yaml", Base.read(directories.project().resolve("manifests/install.yaml")));
    all.put("chart", chart());
    all.put("chart for one namespace", chart("watch.namespaces={realtime-system}"));
    all.put(
        "chart for a shard",
        chart(
            "watch.selector=shard=a",
            "crds.install=false",
            "approvalPolicy.enabled=false",
            "monitoring.authorization=false"));
    all.put(
        "chart with everything else set",
        chart(
            "crds.keep=false",
            "console.enabled=true",
            "console.tokenAudience=realtime",
            "replicas=1",
            "image.digest=sha256:" + "0".repeat(64),
            "imagePullSecrets[0].name=registry",
            "image.registry=registry.example.com/realtime",
            "monitoring.podMonitor=true",
            "monitoring.tokenSecret.name=metrics-reader",
            "monitoring.serviceMonitor=true",
            "networkPolicy.egress[0].ports[0].port=443",
            "networkPolicy.ingressFrom[0].namespaceSelector.matchLabels.name=monitoring",
            "podLabels.team=a",
            "podAnnotations.note=b",
            "nodeSelector.disk=ssd",
            "tolerations[0].operator=Exists",
            "priorityClassName=system-cluster-critical",
            "serviceAccount.annotations.role=c",
            "extraEnv[0].name=TZ",
            "extraEnv[0].value=UTC"));
    return all;
  }
}
