package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.process.Rounds;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which {@link ForeignKind}s the cluster serves at the moment, asked of discovery, which needs no
 * permission. What is served is watched like the operator's own objects; what is not is left alone,
 * since a watch of an absent kind fails for ever. When the answer changes, or a kind that could not
 * be watched is to be tried again, every service is looked at again.
 */
final class ForeignApis extends AbstractEventSource<ForeignKind, RealtimeService> {
  /** Somebody who installs a CRD waits about this long for what depends on it. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** A kind that is served and cannot be watched: permissions come later than CRDs at times. */
  private static final Duration RETRY = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(ForeignApis.class);

  private final EventSourceContext<RealtimeService> context;
  private final InstantSource clock;
  private final Set<ForeignKind> watched = ConcurrentHashMap.newKeySet();

  /** Kinds that could not be watched, and when to try again. */
  private final Map<ForeignKind, Instant> failed = new ConcurrentHashMap<>();

  private volatile Set<ForeignKind> served = Set.of();
  private @Nullable Rounds rounds;

  ForeignApis(EventSourceContext<RealtimeService> context, InstantSource clock) {
    super(ForeignKind.class, "foreign-apis");
    this.context = context;
    this.clock = clock;
  }

  /** Whether objects of the kind can be made and kept. */
  boolean serves(ForeignKind kind) {
    return watched.contains(kind);
  }

  /** Watches what is served and nothing else. Called by each reconcile; nearly always a no-op. */
  synchronized void watch(Context<RealtimeService> reconcile) {
    Set<ForeignKind> wanted = served;
    if (watched.equals(wanted)) {
      return;
    }
    EventSourceRetriever<RealtimeService> sources = reconcile.eventSourceRetriever();
    failed.keySet().retainAll(wanted);
    for (ForeignKind kind : ForeignKind.values()) {
      if (wanted.contains(kind) && !watched.contains(kind)) {
        if (due(kind)) {
          begin(kind, sources);
        }
      } else if (!wanted.contains(kind) && watched.remove(kind)) {
        sources.dynamicallyDeRegisterEventSource(kind.kind());
        LOG.info("{} {} is not served any more", kind.apiVersion(), kind.kind());
      }
    }
  }

  private void begin(ForeignKind kind, EventSourceRetriever<RealtimeService> sources) {
    try {
      sources.dynamicallyRegisterEventSource(
          Sources.foreign(kind, sources.eventSourceContextForDynamicRegistration()));
      watched.add(kind);
      failed.remove(kind);
      LOG.info("{} {} is served; watching it", kind.apiVersion(), kind.kind());
    } catch (OperatorException e) {
      // Services go on without it, as if it were not served, until it is tried again.
      failed.put(kind, clock.instant().plus(RETRY));
      sources.dynamicallyDeRegisterEventSource(kind.kind());
      LOG.error(
          "{} {} is served and cannot be watched; does the operator have the permissions of"
              + " manifests/base/rbac.yaml? Trying again in {}",
          kind.apiVersion(),
          kind.kind(),
          RETRY,
          e);
    }
  }

  private boolean due(ForeignKind kind) {
    Instant at = failed.get(kind);
    return at == null || !at.isAfter(clock.instant());
  }

  @Override
  public void start() {
    served = discover(context.getClient(), served);
    super.start();
    rounds = Rounds.later("foreign-apis", EVERY, this::lookAgain);
  }

  @Override
  public void stop() {
    super.stop();
    if (rounds != null) {
      rounds.close();
    }
  }

  @Override
  public Set<ForeignKind> getSecondaryResources(RealtimeService primary) {
    return served;
  }

  private void lookAgain() {
    Set<ForeignKind> now = discover(context.getClient(), served);
    boolean changed = !now.equals(served);
    served = now;
    if (changed || failed.keySet().stream().anyMatch(this::due)) {
      context
          .getPrimaryCache()
          .list()
          .map(ResourceID::fromResource)
          .forEach(id -> getEventHandler().handleEvent(new Event(id)));
    }
  }

  static Set<ForeignKind> discover(KubernetesClient client, Set<ForeignKind> before) {
    Set<ForeignKind> found = EnumSet.noneOf(ForeignKind.class);
    Arrays.stream(ForeignKind.values())
        .collect(Collectors.groupingBy(ForeignKind::apiVersion))
        .forEach((version, kinds) -> found.addAll(served(client, version, kinds, before)));
    return found;
  }

  private static List<ForeignKind> served(
      KubernetesClient client, String version, List<ForeignKind> kinds, Set<ForeignKind> before) {
    try {
      APIResourceList resources = client.getApiResources(version);
      Set<String> names =
          resources == null
              ? Set.of()
              : resources.getResources().stream()
                  .map(APIResource::getKind)
                  .collect(Collectors.toSet());
      return kinds.stream().filter(kind -> names.contains(kind.kind())).toList();
    } catch (KubernetesClientException e) {
      LOG.debug("{} cannot be discovered; as before", version, e);
      return kinds.stream().filter(before::contains).toList();
    }
  }
}
