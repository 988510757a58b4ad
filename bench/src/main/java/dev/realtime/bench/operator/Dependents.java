package dev.realtime.bench.operator;

import dev.realtime.api.v1alpha1.RealtimeService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import java.util.Map;

/** One object of each kind that a service on the memory broker is made of. */
final class Dependents {
  private static final String LABEL = "app";
  private static final String IMAGE = "realtime.dev/server:simulated";
  private static final int PORT = 8004;

  private Dependents() {}

  private static ObjectMeta meta(RealtimeService service) {
    String name = service.getMetadata().getName();
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(service.getMetadata().getNamespace())
        .addToLabels(LABEL, name)
        .addToLabels("app.kubernetes.io/managed-by", "realtime-operator")
        .build();
  }

  private static Map<String, String> selector(RealtimeService service) {
    return Map.of(LABEL, service.getMetadata().getName());
  }

  /** Whom the pods are. */
  static final class Identity
      extends CRUDKubernetesDependentResource<ServiceAccount, RealtimeService> {
    @Override
    protected ServiceAccount desired(RealtimeService service, Context<RealtimeService> context) {
      return new ServiceAccountBuilder()
          .withMetadata(meta(service))
          .withAutomountServiceAccountToken(false)
          .build();
    }
  }

  /** What signs tokens. The same for all: the bare operator keeps no state to remember another. */
  static final class TokenKey extends CRUDKubernetesDependentResource<Secret, RealtimeService> {
    @Override
    protected Secret desired(RealtimeService service, Context<RealtimeService> context) {
      return new SecretBuilder()
          .withMetadata(meta(service))
          .withData(Map.of("key", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="))
          .build();
    }
  }

  /** What the pods read. */
  static final class Config extends CRUDKubernetesDependentResource<ConfigMap, RealtimeService> {
    @Override
    protected ConfigMap desired(RealtimeService service, Context<RealtimeService> context) {
      return new ConfigMapBuilder()
          .withMetadata(meta(service))
          .withData(Map.of("config.yaml", "broker: memory\n", "MAINTENANCE_MODE", "off"))
          .build();
    }
  }

  /** Where clients come in. */
  static final class Reach extends CRUDKubernetesDependentResource<Service, RealtimeService> {
    @Override
    protected Service desired(RealtimeService service, Context<RealtimeService> context) {
      return new ServiceBuilder()
          .withMetadata(meta(service))
          .withNewSpec()
          .withSelector(selector(service))
          .addNewPort()
          .withName("clients")
          .withProtocol("TCP")
          .withPort(PORT)
          .withTargetPort(new IntOrString(PORT))
          .endPort()
          .endSpec()
          .build();
    }
  }

  /** Who may talk to the pods. */
  static final class Network
      extends CRUDKubernetesDependentResource<NetworkPolicy, RealtimeService> {
    @Override
    protected NetworkPolicy desired(RealtimeService service, Context<RealtimeService> context) {
      return new NetworkPolicyBuilder()
          .withMetadata(meta(service))
          .withNewSpec()
          .withNewPodSelector()
          .withMatchLabels(selector(service))
          .endPodSelector()
          .withPolicyTypes("Ingress")
          .addNewIngress()
          .addNewPort()
          .withProtocol("TCP")
          .withPort(new IntOrString(PORT))
          .endPort()
          .endIngress()
          .endSpec()
          .build();
    }
  }

  /** The servers. */
  static final class Pods extends CRUDKubernetesDependentResource<Deployment, RealtimeService> {
    @Override
    protected Deployment desired(RealtimeService service, Context<RealtimeService> context) {
      String name = service.getMetadata().getName();
      return new DeploymentBuilder()
          .withMetadata(meta(service))
          .withNewSpec()
          .withReplicas(service.getSpec().replicas())
          .withNewSelector()
          .withMatchLabels(selector(service))
          .endSelector()
          .withNewTemplate()
          .withNewMetadata()
          .withLabels(selector(service))
          .endMetadata()
          .withNewSpec()
          .withServiceAccountName(name)
          .addNewContainer()
          .withName("server")
          .withImage(IMAGE)
          .addNewPort()
          .withContainerPort(PORT)
          .withProtocol("TCP")
          .endPort()
          .addNewVolumeMount()
          .withName("config")
          .withMountPath("/etc/realtime")
          .endVolumeMount()
          .endContainer()
          .addNewVolume()
          .withName("config")
          .withNewConfigMap()
          .withName(name)
          .endConfigMap()
          .endVolume()
          .endSpec()
          .endTemplate()
          .endSpec()
          .build();
    }
  }

  /** How many may be away. */
  static final class Budget
      extends CRUDKubernetesDependentResource<PodDisruptionBudget, RealtimeService> {
    @Override
    protected PodDisruptionBudget desired(
        RealtimeService service, Context<RealtimeService> context) {
      return new PodDisruptionBudgetBuilder()
          .withMetadata(meta(service))
          .withNewSpec()
          .withMaxUnavailable(new IntOrString(1))
          .withNewSelector()
          .withMatchLabels(selector(service))
          .endSelector()
          .endSpec()
          .build();
    }
  }
}
