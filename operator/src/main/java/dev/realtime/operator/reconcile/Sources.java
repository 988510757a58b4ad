package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.process.ApiClients;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The informers: one for each kind, restricted to our label, so that the operator's memory follows
 * its own services and not the cluster. They lead to a service by the label with its name, which
 * pods carry too.
 */
final class Sources {
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          ServiceAccount.class,
          ConfigMap.class,
          Secret.class,
          Service.class,
          Deployment.class,
          StatefulSet.class,
          HorizontalPodAutoscaler.class,
          PodDisruptionBudget.class,
          NetworkPolicy.class,
          Ingress.class,
          Pod.class);

  private Sources() {}

  /**
   * All of them.
   *
   * @param objects gets to read from them
   */
  static List<EventSource<?, RealtimeService>> of(
      EventSourceContext<RealtimeService> context, ServiceObjects objects) {
    return KINDS.stream()
        .<EventSource<?, RealtimeService>>map(kind -> source(kind, context, objects))
        .toList();
  }

  private static <R extends HasMetadata> EventSource<R, RealtimeService> source(
      Class<R> kind, EventSourceContext<RealtimeService> context, ServiceObjects objects) {
    InformerEventSource<R, RealtimeService> source =
        source(
            InformerEventSourceConfiguration.from(kind, RealtimeService.class),
            nameOf(kind),
            context);
    objects.add(kind, source);
    return source;
  }

  /** One for a kind that is not Kubernetes' own; it has to be served. */
  static EventSource<GenericKubernetesResource, RealtimeService> foreign(
      ForeignKind kind, EventSourceContext<RealtimeService> context) {
    return source(
        InformerEventSourceConfiguration.from(kind.type(), RealtimeService.class),
        kind.kind(),
        context);
  }

  /** Name of the informer of a kind. */
  static String nameOf(Class<? extends HasMetadata> kind) {
    return kind.getSimpleName();
  }

  private static <R extends HasMetadata> InformerEventSource<R, RealtimeService> source(
      InformerEventSourceConfiguration.Builder<R> configuration,
      String name,
      EventSourceContext<RealtimeService> context) {
    return new InformerEventSource<>(
        configuration
            .withName(name)
            .withLabelSelector(Names.MANAGED_BY + "=" + Names.OPERATOR)
            .withSecondaryToPrimaryMapper(Sources::service)
            .withOnUpdateFilter(ObjectChanges::matter)
            .withInformerListLimit(ApiClients.PAGE)
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  private static Set<ResourceID> service(HasMetadata object) {
    return Stream.ofNullable(object.getMetadata().getLabels())
        .map(labels -> labels.get(Names.INSTANCE))
        .filter(java.util.Objects::nonNull)
        .map(name -> new ResourceID(name, object.getMetadata().getNamespace()))
        .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }
}
