package dev.realtime.operator.guard;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A guard's answer. */
public sealed interface Decision {
  /** Go ahead. */
  record Allow() implements Decision {}

  /**
   * Not now; ask again.
   *
   * @param guard name of the guard
   * @param reason why, with the figures
   * @param until when it will let go by itself, null if that depends on something else
   */
  record Hold(String guard, String reason, @Nullable Instant until) implements Decision {}

  /** Not this action, in this incident. */
  record Refuse(String guard, String reason) implements Decision {}

  /** A person must approve the plan first. */
  record NeedsApproval() implements Decision {}

  /** Only write down what would be done. */
  record DryRun() implements Decision {}
}
