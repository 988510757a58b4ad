package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
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
          PodDisruptionBudget.class,
          Pod.class);

  private Sources() {}

  static List<EventSource<?, RealtimeService>> of(EventSourceContext<RealtimeService> context) {
    return KINDS.stream()
        .<EventSource<?, RealtimeService>>map(kind -> source(kind, context))
        .toList();
  }

  private static <R extends HasMetadata> EventSource<R, RealtimeService> source(
      Class<R> kind, EventSourceContext<RealtimeService> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, RealtimeService.class)
            .withName(kind.getSimpleName())
            .withLabelSelector(Names.MANAGED_BY + "=" + Names.OPERATOR)
            .withSecondaryToPrimaryMapper(Sources::service)
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
