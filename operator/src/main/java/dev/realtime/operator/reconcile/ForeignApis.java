package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
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
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which {@link ForeignKind}s the cluster serves at the moment, asked of discovery, which needs no
 * permission. What is served is watched like the operator's own objects; what is not is left alone,
 * since a watch of an absent kind fails for ever. When the answer changes every service is looked
 * at again.
 */
final class ForeignApis extends AbstractEventSource<ForeignKind, RealtimeService> {
  /** Somebody who installs a CRD waits about this long for what depends on it. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(ForeignApis.class);

  private final EventSourceContext<RealtimeService> context;
  private final Set<ForeignKind> watched = ConcurrentHashMap.newKeySet();
  private Set<ForeignKind> done = Set.of();
  private volatile Set<ForeignKind> served = Set.of();
  private @Nullable Thread thread;

  ForeignApis(EventSourceContext<RealtimeService> context) {
    super(ForeignKind.class, "foreign-apis");
    this.context = context;
  }

  /** Whether objects of the kind can be made and kept. */
  boolean serves(ForeignKind kind) {
    return watched.contains(kind);
  }

  /** Watches what is served and nothing else. Called by each reconcile; nearly always a no-op. */
  synchronized void watch(Context<RealtimeService> reconcile) {
    Set<ForeignKind> wanted = served;
    if (done.equals(wanted)) {
      return;
    }
    done = wanted;
    EventSourceRetriever<RealtimeService> sources = reconcile.eventSourceRetriever();
    for (ForeignKind kind : ForeignKind.values()) {
      if (wanted.contains(kind) && !watched.contains(kind)) {
        begin(kind, sources);
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
      LOG.info("{} {} is served; watching it", kind.apiVersion(), kind.kind());
    } catch (OperatorException e) {
      // Services go on without it, as if it were not served.
      sources.dynamicallyDeRegisterEventSource(kind.kind());
      LOG.error(
          "{} {} is served and cannot be watched; does the operator have the permissions of"
              + " manifests/base/rbac.yaml?",
          kind.apiVersion(),
          kind.kind(),
          e);
    }
  }

  @Override
  public void start() {
    served = discover(context.getClient(), served);
    super.start();
    thread = Thread.ofVirtual().name("foreign-apis").start(this::run);
  }

  @Override
  public void stop() {
    super.stop();
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public Set<ForeignKind> getSecondaryResources(RealtimeService primary) {
    return served;
  }

  private void run() {
    try {
      while (isRunning()) {
        Thread.sleep(EVERY);
        Set<ForeignKind> now = discover(context.getClient(), served);
        if (!now.equals(served)) {
          served = now;
          context
              .getPrimaryCache()
              .list()
              .map(ResourceID::fromResource)
              .forEach(id -> getEventHandler().handleEvent(new Event(id)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Set<ForeignKind> discover(KubernetesClient client, Set<ForeignKind> before) {
    Set<ForeignKind> found = EnumSet.noneOf(ForeignKind.class);
    Set<String> served = new HashSet<>();
    for (ForeignKind kind : ForeignKind.values()) {
      try {
        if (served.add(kind.apiVersion())) {
          var resources = client.getApiResources(kind.apiVersion());
          if (resources != null) {
            resources.getResources().stream()
                .map(resource -> kind.apiVersion() + " " + resource.getKind())
                .forEach(served::add);
          }
        }
        if (served.contains(kind.apiVersion() + " " + kind.kind())) {
          found.add(kind);
        }
      } catch (KubernetesClientException e) {
        LOG.debug("{} cannot be discovered; as before", kind.apiVersion(), e);
        if (before.contains(kind)) {
          found.add(kind);
        }
      }
    }
    return found;
  }
}
