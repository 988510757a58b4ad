package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one service in one reconcile: read from the informers' caches, written only where
 * they differ. What the API server refuses is collected as a problem instead of stopping the rest.
 */
final class Objects {
  private static final Logger LOG = LoggerFactory.getLogger(Objects.class);

  /** Field manager of lists that had to be set as a whole. */
  private static final String REPAIR = "realtime-operator-repair";

  private final Context<RealtimeService> context;
  private final RealtimeService service;
  private final List<Problem> problems = new ArrayList<>();

  Objects(Context<RealtimeService> context, RealtimeService service) {
    this.context = context;
    this.service = service;
  }

  /** What was refused so far. */
  List<Problem> problems() {
    return problems;
  }

  void problem(Problem problem) {
    problems.add(problem);
  }

  /** The object as last seen; empty if there is none of that name with our labels. */
  <R extends HasMetadata> Optional<R> cached(Class<R> type, String name) {
    return source(type, Sources.nameOf(type)).get(id(name));
  }

  private ResourceID id(String name) {
    return new ResourceID(name, service.getMetadata().getNamespace());
  }

  /** All objects of that kind with our labels in the service's namespace. */
  <R extends HasMetadata> List<R> list(Class<R> type, Predicate<R> filter) {
    return source(type, Sources.nameOf(type))
        .list(service.getMetadata().getNamespace(), filter)
        .toList();
  }

  /**
   * Applies an object unless it is as desired already.
   *
   * @return the object as it is then; empty if the API server refused it
   */
  <R extends HasMetadata> Optional<R> apply(R desired) {
    String name = desired.getMetadata().getName();
    Optional<R> before = sourceOf(desired).get(id(name));
    if (before.isPresent()
        && SSABasedGenericKubernetesResourceMatcher.<R>getInstance()
            .matches(before.orElseThrow(), desired, context)) {
      return before;
    }
    try {
      if (before.filter(this::ours).isEmpty() && takenByOthers(desired)) {
        return Optional.empty();
      }
      R applied =
          before.isPresent() ? applyOver(before.orElseThrow(), desired) : serverSide(desired);
      LOG.info("Applied {} {}", desired.getKind(), name);
      remember(applied, before.orElse(null));
      return Optional.of(applied);
    } catch (KubernetesClientException e) {
      problems.add(Refusals.problem(desired, e));
      return Optional.empty();
    }
  }

  private <R extends HasMetadata> R serverSide(R desired) {
    return context
        .getClient()
        .resource(desired)
        .fieldManager(Names.FIELD_MANAGER)
        .forceConflicts()
        .serverSideApply();
  }

  /**
   * Server-side apply keeps what others own, entries of keyed lists too: a port whose number
   * somebody changed stays beside ours under the same name, which is invalid. Then the lists of the
   * spec are set as a whole, and applied again.
   */
  private <R extends HasMetadata> R applyOver(R before, R desired) {
    try {
      return serverSide(desired);
    } catch (KubernetesClientException e) {
      Object spec =
          context
              .getClient()
              .getKubernetesSerialization()
              .convertValue(desired, Map.class)
              .get("spec");
      if (e.getCode() != Refusals.UNPROCESSABLE || spec == null) {
        throw e;
      }
      context
          .getClient()
          .resource(before)
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.JSON_MERGE)
                  .withFieldManager(REPAIR)
                  .build(),
              Serialization.asJson(Map.of("spec", spec)));
      return serverSide(desired);
    }
  }

  /** Merges a patch into an object under a field manager of its own. */
  <R extends HasMetadata> R merge(R object, Map<String, Object> patch, String fieldManager) {
    R patched = patch(object, patch, fieldManager);
    LOG.info("Patched {} {}", object.getKind(), object.getMetadata().getName());
    return patched;
  }

  private <R extends HasMetadata> R patch(R object, Map<String, Object> patch, String manager) {
    R patched =
        context
            .getClient()
            .resource(object)
            .patch(
                new PatchContext.Builder()
                    .withPatchType(PatchType.JSON_MERGE)
                    .withFieldManager(manager)
                    .build(),
                Serialization.asJson(patch));
    remember(patched, object);
    return patched;
  }

  /** The same for a mark on a pod, which is no news, and which may be gone before. */
  void markPod(Pod pod, Map<String, Object> patch, String fieldManager) {
    try {
      patch(pod, patch, fieldManager);
      LOG.debug("Marked Pod {} with {}", pod.getMetadata().getName(), patch);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      LOG.debug("Pod {} is gone", pod.getMetadata().getName(), e);
    }
  }

  /** Creates an object, and never changes one that is there. */
  <R extends HasMetadata> R create(R object) {
    R created = context.getClient().resource(object).create();
    LOG.info("Created {} {}", object.getKind(), object.getMetadata().getName());
    remember(created, null);
    return created;
  }

  /** The object from the API server itself, label or no label. */
  <R extends HasMetadata> Optional<R> live(Class<R> type, String name) {
    return Optional.ofNullable(
        context
            .getClient()
            .resources(type)
            .inNamespace(service.getMetadata().getNamespace())
            .withName(name)
            .get());
  }

  /** Events about an object that have this reason, from the API server itself. */
  <R extends HasMetadata> List<Event> events(R about, String reason) {
    return context
        .getClient()
        .v1()
        .events()
        .inNamespace(service.getMetadata().getNamespace())
        .withField("involvedObject.uid", about.getMetadata().getUid())
        .withField("reason", reason)
        .list()
        .getItems();
  }

  /** Removes what is switched off, if it is ours. */
  <R extends HasMetadata> void remove(Class<R> type, String name) {
    cached(type, name).filter(this::ours).ifPresent(this::delete);
  }

  /** The same for a kind that is served. */
  void remove(ForeignKind kind, String name) {
    source(GenericKubernetesResource.class, kind.kind())
        .get(id(name))
        .filter(this::ours)
        .ifPresent(this::delete);
  }

  /** Removes an object. */
  <R extends HasMetadata> void delete(R object) {
    if (object.getMetadata().getDeletionTimestamp() == null) {
      context.getClient().resource(object).delete();
      LOG.info("Removed {} {}", object.getKind(), object.getMetadata().getName());
    }
  }

  /**
   * Removes a pod as it was seen. One that has changed since stays, and is looked at again: a
   * StatefulSet's next pod has the same name.
   */
  void deleteAsSeen(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return;
    }
    try {
      context
          .getClient()
          .resource(pod)
          .lockResourceVersion(pod.getMetadata().getResourceVersion())
          .delete();
      LOG.info("Removed pod {}", pod.getMetadata().getName());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      LOG.debug("Pod {} has changed since it was seen", pod.getMetadata().getName());
    }
  }

  boolean ours(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(service.getMetadata().getUid()));
  }

  /**
   * An object that the informer does not know may still be there: without our labels. If it is not
   * ours it stays as it is; a Service of somebody else must not turn into one of ours.
   */
  private boolean takenByOthers(HasMetadata desired) {
    String name = desired.getMetadata().getName();
    HasMetadata there = context.getClient().resource(desired).get();
    if (there == null || ours(there)) {
      return false;
    }
    Map<String, String> labels =
        there.getMetadata().getLabels() == null ? Map.of() : there.getMetadata().getLabels();
    if (Names.OPERATOR.equals(labels.get(Names.MANAGED_BY))
        && service.getMetadata().getName().equals(labels.get(Names.INSTANCE))
        && there.getMetadata().getOwnerReferences().isEmpty()) {
      return false; // Left over from a service of the same name whose deletion orphaned it.
    }
    problems.add(Refusals.nameTaken(desired.getKind(), name));
    return true;
  }

  private <R extends HasMetadata> void remember(R now, @Nullable R before) {
    ResourceID id = ResourceID.fromResource(now);
    if (before == null) {
      sourceOf(now).handleRecentResourceCreate(id, now);
    } else {
      sourceOf(now).handleRecentResourceUpdate(id, now, before);
    }
  }

  @SuppressWarnings("unchecked")
  private <R extends HasMetadata> InformerEventSource<R, RealtimeService> sourceOf(R object) {
    Class<R> type = (Class<R>) object.getClass();
    return source(
        type, ForeignKind.of(object).map(ForeignKind::kind).orElseGet(() -> Sources.nameOf(type)));
  }

  private <R extends HasMetadata> InformerEventSource<R, RealtimeService> source(
      Class<R> type, String name) {
    return (InformerEventSource<R, RealtimeService>)
        context.eventSourceRetriever().getEventSourceFor(type, name);
  }
}
