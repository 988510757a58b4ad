package dev.realtime.operator.process;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this replica leads, and how it ceases to.
 *
 * <p>The SDK neither releases the Lease on shutdown nor knows a wanted loss from an unwanted one,
 * so both are done here: losing the Lease while not stopping ends the process at once, for two
 * leaders must not act at a time; a stop releases it.
 */
final class Leadership {
  static final Duration LEASE = Duration.ofSeconds(15);
  static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);

  /** The client adds up to 120 % at random: a released Lease is taken within 2.2 s. */
  static final Duration RETRY = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  private final OperatorSettings settings;
  private final KubernetesClient client;
  private final Runnable lost;
  private volatile boolean leading;
  private volatile boolean stopping;

  /**
   * Not leading yet.
   *
   * @param lost called when the Lease was lost and nobody asked for it
   */
  Leadership(OperatorSettings settings, KubernetesClient client, Runnable lost) {
    this.settings = settings;
    this.client = client;
    this.lost = lost;
  }

  boolean leading() {
    return leading;
  }

  LeaderElectionConfiguration configuration() {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(settings.leaseName())
        .withLeaseNamespace(settings.namespace())
        .withIdentity(settings.identity())
        .withLeaseDuration(LEASE)
        .withRenewDeadline(RENEW_DEADLINE)
        .withRetryPeriod(RETRY)
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(
            new LeaderCallbacks(this::started, this::stopped, leader -> log.debug("{}", leader)))
        .build();
  }

  /**
   * Fills in a Lease that came with the installation, which has no holder and no times: the client
   * takes only one with times. Called before the election.
   *
   * @throws KubernetesClientException if the API server does not answer, or permissions are missing
   */
  void prepare() {
    if (!settings.leaderElection()) {
      return;
    }
    var resource = client.leases().inNamespace(settings.namespace()).withName(settings.leaseName());
    Lease lease = resource.get();
    if (lease == null || (lease.getSpec() != null && lease.getSpec().getRenewTime() != null)) {
      return;
    }
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    lease.setSpec(
        new LeaseSpecBuilder()
            .withHolderIdentity("")
            .withLeaseDurationSeconds(1)
            .withAcquireTime(now)
            .withRenewTime(now)
            .build());
    try {
      client.resource(lease).lockResourceVersion().update();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      // Another replica was first, and may lead already.
      log.debug("Lease {} was filled in by another replica", settings.leaseName());
    }
  }

  private void started() {
    leading = true;
    log.info("{} leads", settings.identity());
    // Not on this thread, which renews the Lease.
    Thread.ofVirtual().name("scope").start(this::annotate);
  }

  /** Says on the Lease which services are looked after; written where that has changed. */
  private void annotate() {
    var resource = client.leases().inNamespace(settings.namespace()).withName(settings.leaseName());
    Map<String, String> wanted = Scope.of(settings).annotations();
    try {
      Lease lease = resource.get();
      if (lease != null
          && !lease.getMetadata().getAnnotations().entrySet().containsAll(wanted.entrySet())) {
        resource.patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(Map.of("metadata", Map.of("annotations", wanted))));
      }
    } catch (KubernetesClientException e) {
      // Another operator then takes all services with this one's claim for its own: it is careful.
      log.warn("Lease {} does not say which services this operator has", settings.leaseName(), e);
    }
  }

  private void stopped() {
    leading = false;
    if (!stopping) {
      log.error(
          "{} lost its Lease; ending, so that two leaders never act at once", settings.identity());
      lost.run();
    }
  }

  /** From now on a loss of the Lease is wanted. */
  void stop() {
    stopping = true;
  }

  /** Gives the Lease up, if this replica holds it. Called when nothing is reconciled any more. */
  void release() {
    if (!settings.leaderElection()) {
      return;
    }
    try {
      var resource =
          client.leases().inNamespace(settings.namespace()).withName(settings.leaseName());
      Lease lease = resource.get();
      if (lease != null
          && lease.getSpec() != null
          && settings.identity().equals(lease.getSpec().getHolderIdentity())) {
        lease.getSpec().setHolderIdentity("");
        lease.getSpec().setLeaseDurationSeconds(1);
        client.resource(lease).lockResourceVersion().update();
        log.info("{} released its Lease", settings.identity());
      }
    } catch (KubernetesClientException e) {
      // The Lease expires by itself; the takeover is only slower.
      log.warn(
          "Lease {} not released; another replica leads when it expires, in {}",
          settings.leaseName(),
          LEASE,
          e);
    }
  }
}
