package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.status.ConditionType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes the objects of a service what its spec says, and says how the service is. Each reconcile
 * looks at everything again; one with nothing changed writes nothing.
 */
@ControllerConfiguration(
    name = RealtimeServiceReconciler.NAME,
    fieldManager = Names.FIELD_MANAGER,
    generationAwareEventProcessing = false,
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 2, timeUnit = TimeUnit.MINUTES))
@GradualRetry(
    maxAttempts = GradualRetry.DEFAULT_MAX_ATTEMPTS * 4,
    initialInterval = 1000,
    intervalMultiplier = 2,
    maxInterval = 60_000)
public final class RealtimeServiceReconciler implements Reconciler<RealtimeService> {
  /** Name of the controller, in logs and metrics. */
  public static final String NAME = "realtimeservice";

  /** What cannot be watched, like Secrets without our label, is looked at again after this. */
  private static final Duration WHILE_DEGRADED = Duration.ofSeconds(10);

  private final OperatorSettings settings;
  private final InstantSource clock;
  private final RedisWatch redis;
  private final Pass pass;

  /** A reconciler with the system's clock and randomness. */
  public RealtimeServiceReconciler(OperatorSettings settings) {
    this(settings, new RedisWatch());
  }

  /** The same, with what is seen of Redis. */
  public RealtimeServiceReconciler(OperatorSettings settings, RedisWatch redis) {
    this(settings, redis, InstantSource.system());
  }

  RealtimeServiceReconciler(OperatorSettings settings, RedisWatch redis, InstantSource clock) {
    this.redis = redis;
    this.settings = settings;
    this.clock = clock;
    this.pass = new Pass(new GeneratedSecrets(new SecureRandom()), redis, clock);
  }

  @Override
  public List<EventSource<?, RealtimeService>> prepareEventSources(
      EventSourceContext<RealtimeService> context) {
    return Stream.concat(Sources.of(context).stream(), Stream.of(redis.events())).toList();
  }

  @Override
  public UpdateControl<RealtimeService> reconcile(
      RealtimeService service, Context<RealtimeService> context) {
    RealtimeServiceStatus before = service.statusOrEmpty();
    String pause = service.getMetadata().getAnnotations().get(Names.PAUSED);
    if (pause != null) {
      return write(service, Pause.status(service, pause, clock.instant()));
    }
    Objects objects = new Objects(context, service);
    Situation situation = Situations.of(service, objects, settings);
    RealtimeServiceStatus now = pass.run(situation, objects);
    UpdateControl<RealtimeService> control = write(service, now);
    if (now.isTrue(ConditionType.DEGRADED.word())) {
      return control.rescheduleAfter(WHILE_DEGRADED);
    }
    Duration again = pass.untilGood(situation, now, before);
    return again == null ? control : control.rescheduleAfter(again);
  }

  /** A fresh object with the status alone: applying it touches nothing else. */
  private static UpdateControl<RealtimeService> write(
      RealtimeService service, RealtimeServiceStatus status) {
    if (status.equals(StatusReport.withoutRunbook(service.statusOrEmpty()))) {
      return UpdateControl.noUpdate();
    }
    RealtimeService fresh = new RealtimeService();
    fresh.getMetadata().setName(service.getMetadata().getName());
    fresh.getMetadata().setNamespace(service.getMetadata().getNamespace());
    fresh.setStatus(status);
    return UpdateControl.patchStatus(fresh);
  }
}
