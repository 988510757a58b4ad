package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.runbook.LimitOverride;
import dev.realtime.api.v1alpha1.workload.PodOverrides;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.EnvVarSourceBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pod template of the server. */
final class ServerPod {
  private ServerPod() {}

  static PodTemplateSpec template(Situation situation) {
    PodOverrides pod = situation.spec().pod();
    Map<String, String> labels = new TreeMap<>(pod.labels());
    labels.putAll(situation.names().labels(Names.SERVER));
    var spec =
        new PodSpecBuilder()
            .withServiceAccountName(situation.names().service())
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(
                (long) situation.spec().rollout().gracePeriodSeconds())
            .withSecurityContext(RestrictedPod.pod())
            .withContainers(container(situation))
            .withVolumes(ServerVolumes.volumes(situation));
    if (!pod.nodeSelector().isEmpty()) {
      spec.withNodeSelector(pod.nodeSelector());
    }
    if (!pod.tolerations().isEmpty()) {
      spec.withTolerations(pod.tolerations());
    }
    if (pod.affinity() != null) {
      spec.withAffinity(pod.affinity());
    }
    spec.withImagePullSecrets(PullSecrets.of(situation));
    spec.withTopologySpreadConstraints(
        Spread.of(pod.topologySpread(), situation.names().selector(Names.SERVER)));
    spec.withPriorityClassName(pod.priorityClassName());
    spec.withRuntimeClassName(pod.runtimeClassName());
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(annotations(situation))
        .endMetadata()
        .withSpec(spec.build())
        .build();
  }

  private static Map<String, String> annotations(Situation situation) {
    Map<String, String> annotations = new TreeMap<>(situation.spec().pod().annotations());
    annotations.put(Names.CONFIG_REVISION, situation.configuration().restartHash());
    if (situation.overrides().restart() != null) {
      annotations.put(Names.RESTARTED_AT, situation.overrides().restart().at().toString());
    }
    return annotations;
  }

  private static Container container(Situation situation) {
    return new ContainerBuilder()
        .withName("server")
        .withImage(situation.serverImage())
        .withImagePullPolicy("IfNotPresent")
        .withArgs("serve", "--config-dir", ServerVolumes.CONFIG_DIRECTORY)
        .withPorts(
            new ContainerPortBuilder()
                .withName("http")
                .withContainerPort(Names.HTTP_PORT)
                .withProtocol("TCP")
                .build(),
            new ContainerPortBuilder()
                .withName("management")
                .withContainerPort(Names.MANAGEMENT_PORT)
                .withProtocol("TCP")
                .build())
        .withEnv(env(situation.spec().pod()))
        .withResources(
            resources(situation.spec().resourcesOrDefault(), situation.overrides().limits()))
        .withSecurityContext(RestrictedPod.container())
        .withVolumeMounts(ServerVolumes.mounts(situation))
        // A container that ends says in its status why: refused configuration, for one.
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withStartupProbe(probe("/livez", 1, 60))
        .withLivenessProbe(probe("/livez", 10, 3))
        .withReadinessProbe(probe("/readyz", 1, 3))
        .build();
  }

  private static List<EnvVar> env(PodOverrides pod) {
    List<EnvVar> env = new ArrayList<>();
    env.add(
        new EnvVarBuilder()
            .withName("REALTIME_NODE_NAME")
            .withNewValueFrom()
            .withNewFieldRef("v1", "metadata.name")
            .endValueFrom()
            .build());
    pod.env().stream().map(ServerPod::withDefaults).forEach(env::add);
    return env;
  }

  /** With what the API server would fill in: a difference would look like drift. */
  private static EnvVar withDefaults(EnvVar given) {
    EnvVarSource source = given.getValueFrom();
    if (source == null) {
      return given;
    }
    EnvVarSourceBuilder full = new EnvVarSourceBuilder(source);
    if (source.getFieldRef() != null && source.getFieldRef().getApiVersion() == null) {
      full.editFieldRef().withApiVersion("v1").endFieldRef();
    }
    if (source.getResourceFieldRef() != null && source.getResourceFieldRef().getDivisor() == null) {
      full.editResourceFieldRef().withDivisor(new Quantity("0")).endResourceFieldRef();
    }
    return new EnvVarBuilder(given).withValueFrom(full.build()).build();
  }

  private static Probe probe(String path, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString("management"))
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(Math.max(2, periodSeconds / 2))
        .withFailureThreshold(failures)
        .build();
  }

  private static ResourceRequirements resources(
      ResourceRequirements wanted, @Nullable LimitOverride override) {
    if (override == null) {
      return wanted;
    }
    Map<String, Quantity> limits = new TreeMap<>(wanted.getLimits());
    Map<String, Quantity> requests = new TreeMap<>(wanted.getRequests());
    if (override.memory() != null) {
      limits.put("memory", override.memory());
      requests.put("memory", override.memory());
    }
    if (override.cpu() != null) {
      limits.put("cpu", override.cpu());
    }
    return new ResourceRequirementsBuilder(wanted)
        .withLimits(limits)
        .withRequests(requests)
        .build();
  }
}
