package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.reconcile.connections.ConnectionSource;
import dev.realtime.operator.reconcile.connections.Connections;
import dev.realtime.operator.signal.ObservedServices;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the objects of a service what its spec says, and says how the service is. Each reconcile
 * looks at everything again; one with nothing changed writes nothing.
 */
@ControllerConfiguration(
    name = RealtimeServiceReconciler.NAME,
    fieldManager = Names.FIELD_MANAGER,
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = ServiceChanges.class),
    rateLimiter = ReconcileRate.class)
@GradualRetry(
    maxAttempts = RealtimeServiceReconciler.WITHOUT_END,
    initialInterval = 1000,
    intervalMultiplier = 2,
    maxInterval = 60_000)
public final class RealtimeServiceReconciler implements Reconciler<RealtimeService> {
  /** Name of the controller, in logs and metrics. */
  public static final String NAME = "realtimeservice";

  /** Attempts that never run out: what makes them fail ends unseen, and nobody would try again. */
  static final int WITHOUT_END = -1;

  /** How soon a service that another operator has is looked at again. */
  private static final Duration LEFT_ALONE = Duration.ofSeconds(20);

  private static final Duration CONFLICT = Duration.ofSeconds(1);

  private final OperatorSettings settings;
  private final InstantSource clock;
  private final Claims claims;
  private final StatusPace pace;
  private final RedisWatch redis;
  private final Pass pass;
  private final ConditionEvents events;
  private final Cadence cadence = new Cadence(() -> ThreadLocalRandom.current().nextDouble());
  private final ObservedServices observed;
  private final ServiceObjects all;
  private @Nullable ForeignApis foreignApis;
  private @Nullable ConnectionSource connections;

  /**
   * A reconciler with the system's clock and randomness.
   *
   * @param observed where connections are counted
   * @param redis what is seen of each service's Redis
   * @param objects gets to read from the informers
   */
  public RealtimeServiceReconciler(
      OperatorSettings settings,
      ObservedServices observed,
      RedisWatch redis,
      ServiceObjects objects) {
    this(settings, observed, redis, objects, InstantSource.system());
  }

  RealtimeServiceReconciler(
      OperatorSettings settings,
      ObservedServices observed,
      RedisWatch redis,
      ServiceObjects objects,
      InstantSource clock) {
    this.all = objects;
    this.redis = redis;
    this.settings = settings;
    this.observed = observed;
    this.events = new ConditionEvents(clock);
    this.clock = clock;
    this.claims = new Claims(settings, clock);
    this.pace = new StatusPace(clock);
    this.pass =
        new Pass(
            new GeneratedSecrets(new SecureRandom()),
            kind -> foreignApis != null && foreignApis.serves(kind),
            redis,
            clock);
  }

  @Override
  public List<EventSource<?, RealtimeService>> prepareEventSources(
      EventSourceContext<RealtimeService> context) {
    IndexerResourceCache<RealtimeService> cache = context.getPrimaryCache();
    all.services(cache);
    redis.among(id -> cache.get(id).isPresent());
    foreignApis = new ForeignApis(context, clock);
    connections = new ConnectionSource(context, observed, clock);
    return Stream.concat(
            Sources.of(context, all).stream(), Stream.of(foreignApis, connections, redis.events()))
        .toList();
  }

  @Override
  public UpdateControl<RealtimeService> reconcile(
      RealtimeService seen, Context<RealtimeService> context) {
    Optional<String> rival = claims.rival(seen, context.getClient());
    if (rival.isPresent()) {
      events.leftAlone(context.getClient(), seen, rival.orElseThrow());
      return UpdateControl.<RealtimeService>noUpdate().rescheduleAfter(LEFT_ALONE);
    }
    Optional<RealtimeService> claimed = claims.take(seen, context.getClient());
    if (claimed.isEmpty()) {
      return UpdateControl.<RealtimeService>noUpdate().rescheduleAfter(CONFLICT);
    }
    RealtimeService service = claimed.orElseThrow();
    if (!settings.claim().equals(seen.statusOrEmpty().operator())) {
      pace.wrote(service);
    }
    return tend(service, context);
  }

  private UpdateControl<RealtimeService> tend(
      RealtimeService service, Context<RealtimeService> context) {
    RealtimeServiceStatus before = service.statusOrEmpty();
    String pause = service.getMetadata().getAnnotations().get(Names.PAUSED);
    if (foreignApis != null && pause == null) {
      foreignApis.watch(context);
    }
    Objects objects = new Objects(context, service);
    Situation situation =
        Situations.of(
            service,
            objects,
            connections == null ? Connections.unknown() : connections.of(service),
            settings);
    RealtimeServiceStatus now =
        pause == null ? pass.run(situation, objects) : pass.look(situation, objects, pause);
    Duration wait = pace.wait(service, before, now);
    if (wait.isPositive()) {
      return UpdateControl.<RealtimeService>noUpdate().rescheduleAfter(wait);
    }
    events.tell(context.getClient(), service, before, now);
    UpdateControl<RealtimeService> control = write(service, now);
    return control.rescheduleAfter(
        cadence.next(
            situation,
            pass.troubledFor(situation, objects, now),
            pause == null ? pass.untilGood(situation, now) : null));
  }

  /** Says that it fails, and why; it is tried again all the same. */
  @Override
  public ErrorStatusUpdateControl<RealtimeService> updateErrorStatus(
      RealtimeService service, Context<RealtimeService> context, Exception e) {
    if (isGone(service, context.getClient(), e)) {
      return ErrorStatusUpdateControl.<RealtimeService>noStatusUpdate().withNoRetry();
    }
    RealtimeServiceStatus before = service.statusOrEmpty();
    int attempts = context.getRetryInfo().map(RetryInfo::getAttemptCount).orElse(0);
    // Until the claim is there, the service may be another operator's.
    if (attempts < FailedReconcile.TOLD_FROM || !settings.claim().equals(before.operator())) {
      return ErrorStatusUpdateControl.noStatusUpdate();
    }
    RealtimeServiceStatus failed = FailedReconcile.status(service, e, clock.instant());
    if (failed.equals(StatusReport.withoutRunbook(before))) {
      return ErrorStatusUpdateControl.noStatusUpdate();
    }
    events.tell(context.getClient(), service, before, failed);
    return ErrorStatusUpdateControl.patchStatus(fresh(service, failed));
  }

  /** Whether it failed since the service was deleted meanwhile: then nothing is left to do. */
  private static boolean isGone(RealtimeService service, KubernetesClient client, Exception e) {
    if (!FailedReconcile.mayMeanGone(e)) {
      return false;
    }
    RealtimeService now = client.resource(service).get();
    return now == null
        || now.getMetadata().getDeletionTimestamp() != null
        || !now.getMetadata().getUid().equals(service.getMetadata().getUid());
  }

  private UpdateControl<RealtimeService> write(
      RealtimeService service, RealtimeServiceStatus status) {
    if (status.equals(StatusReport.withoutRunbook(service.statusOrEmpty()))) {
      return UpdateControl.noUpdate();
    }
    return UpdateControl.patchStatus(fresh(service, status));
  }

  /** A fresh object with the status alone: applying it touches nothing else. */
  private RealtimeService fresh(RealtimeService service, RealtimeServiceStatus status) {
    RealtimeService fresh = new RealtimeService();
    fresh.getMetadata().setName(service.getMetadata().getName());
    fresh.getMetadata().setNamespace(service.getMetadata().getNamespace());
    fresh.setStatus(status);
    pace.wrote(service);
    return fresh;
  }
}
