package dev.realtime.operator.signal;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.status.RevisionStatus;
import dev.realtime.operator.signal.RolloutFact.Changed;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is rolled out, what was good before, and what lies between the two. The difference is
 * against the last known good revision rather than the one before: that is what a roll back undoes.
 */
public final class RolloutReader implements Sampler {
  private static final int MAX_DIFF = 40;

  private final KubernetesClient client;
  private final String namespace;
  private final String service;
  private final Duration interval;

  /** Of one service. */
  public RolloutReader(
      KubernetesClient client, String namespace, String service, Duration interval) {
    this.client = client;
    this.namespace = namespace;
    this.service = service;
    this.interval = interval;
  }

  @Override
  public String name() {
    return "rollout";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public Duration timeout() {
    return Sampler.AT_LEAST.compareTo(interval) > 0 ? Sampler.AT_LEAST : interval;
  }

  @Override
  public Batch read(Instant now) {
    try {
      RealtimeService resource =
          client.resources(RealtimeService.class).inNamespace(namespace).withName(service).get();
      RealtimeServiceStatus status =
          resource == null ? RealtimeServiceStatus.empty() : resource.statusOrEmpty();
      RevisionStatus current = status.revision();
      Fact<RolloutFact> fact =
          current == null
              ? new Fact.Unknown<>("no revision has been recorded yet", now)
              : new Fact.Known<>(fact(current, status.lastKnownGood()), now);
      return Batch.of(store -> store.rollout(fact));
    } catch (KubernetesClientException e) {
      String why = "the API server does not answer: " + Http.say(e);
      return Batch.of(store -> store.rollout(new Fact.Unknown<>(why, now)));
    }
  }

  private RolloutFact fact(RevisionStatus current, @Nullable RevisionStatus good) {
    var changed = EnumSet.noneOf(Changed.class);
    var diff = new ArrayList<String>();
    if (good != null && !good.image().equals(current.image())) {
      changed.add(Changed.IMAGE);
      diff.add("- image: " + good.image());
      diff.add("+ image: " + current.image());
    }
    if (good != null && !good.configuration().equals(current.configuration())) {
      changed.add(Changed.CONFIGURATION);
      diff.addAll(diff(configuration(good), configuration(current)));
    }
    return new RolloutFact(
        current.revision(),
        current.recordedAt(),
        changed,
        diff,
        good == null
            ? null
            : new RolloutFact.Revision(good.revision(), good.image(), good.configuration()));
  }

  private String configuration(RevisionStatus revision) {
    ConfigMap map =
        client.configMaps().inNamespace(namespace).withName(revision.configuration()).get();
    return map == null || map.getData() == null
        ? "(ConfigMap " + revision.configuration() + " is gone)"
        : map.getData().getOrDefault("config.yaml", "");
  }

  /** Lines that only one of the two has, in their order; at most {@value #MAX_DIFF}. */
  static List<String> diff(String before, String after) {
    var removed = new ArrayList<>(before.lines().toList());
    var added = new ArrayList<String>();
    for (String line : after.lines().toList()) {
      if (!removed.remove(line)) {
        added.add("+ " + line);
      }
    }
    var diff = new ArrayList<String>();
    removed.forEach(line -> diff.add("- " + line));
    diff.addAll(added);
    if (diff.size() > MAX_DIFF) {
      List<String> bounded = new ArrayList<>(diff.subList(0, MAX_DIFF));
      bounded.add("(" + (diff.size() - MAX_DIFF) + " more lines)");
      return bounded;
    }
    return diff;
  }
}
