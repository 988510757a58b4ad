package dev.realtime.operator.signal;

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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is rolled out, what was good before, and what lies between the two. The difference is
 * against the last known good revision rather than the one before: that is what a roll back undoes.
 */
public final class RolloutReader implements Sampler {
  private static final int MAX_DIFF = 40;

  private final KubernetesClient client;
  private final String namespace;
  private final Supplier<RealtimeServiceStatus> status;
  private final Duration interval;

  /** ConfigMaps of revisions are named by their content: a difference is read once. */
  private volatile @Nullable Difference last;

  private record Difference(String good, String current, List<String> lines) {
    boolean between(RevisionStatus one, RevisionStatus other) {
      return good.equals(one.configuration()) && current.equals(other.configuration());
    }
  }

  /**
   * Of one service.
   *
   * @param client reads the ConfigMaps of two revisions, when they differ
   * @param status of the service as it is watched
   */
  public RolloutReader(
      KubernetesClient client,
      String namespace,
      Supplier<RealtimeServiceStatus> status,
      Duration interval) {
    this.client = client;
    this.namespace = namespace;
    this.status = status;
    this.interval = Sampler.ofWatched(interval);
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

  /** Unless two ConfigMaps are to be read. */
  @Override
  public boolean immediate() {
    RealtimeServiceStatus latest = status.get();
    RevisionStatus current = latest.revision();
    RevisionStatus good = latest.lastKnownGood();
    Difference known = last;
    return current == null
        || good == null
        || good.configuration().equals(current.configuration())
        || (known != null && known.between(good, current));
  }

  @Override
  public Batch read(Instant now) {
    try {
      RealtimeServiceStatus latest = status.get();
      RevisionStatus current = latest.revision();
      Fact<RolloutFact> fact =
          current == null
              ? new Fact.Unknown<>("no revision has been recorded yet", now)
              : new Fact.Known<>(fact(current, latest.lastKnownGood()), now);
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
      diff.addAll(difference(good, current));
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

  private List<String> difference(RevisionStatus good, RevisionStatus current) {
    Difference known = last;
    if (known == null || !known.between(good, current)) {
      known =
          new Difference(
              good.configuration(),
              current.configuration(),
              diff(configuration(good), configuration(current)));
      last = known;
    }
    return known.lines();
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
