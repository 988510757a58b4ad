package dev.realtime.operator.signal;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rollout history of a service.
 *
 * @param current name of the revision that is rolled out or being rolled out
 * @param startedAt when its rollout began
 * @param changed what it changed against the revision before; empty for the very first one
 * @param diff the change, one line each, bounded, without secrets
 * @param lastKnownGood the revision to return to, if one has been recorded
 */
public record RolloutFact(
    String current,
    Instant startedAt,
    Set<Changed> changed,
    List<String> diff,
    @Nullable Revision lastKnownGood) {
  public RolloutFact {
    changed = Set.copyOf(changed);
    diff = List.copyOf(diff);
  }

  /** What a rollout can change. */
  public enum Changed {
    IMAGE,
    CONFIGURATION,
    /** Anything else on the pod template, which a roll back of image and configuration leaves. */
    TEMPLATE
  }

  /**
   * A revision that was healthy for its time.
   *
   * @param configuration ConfigMap with its configuration
   */
  public record Revision(String name, String image, String configuration) {}

  /** Whether there is a known good revision, and it is not the current one. */
  public boolean canReturn() {
    return lastKnownGood != null && !lastKnownGood.name().equals(current);
  }
}
