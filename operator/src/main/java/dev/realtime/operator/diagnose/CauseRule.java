package dev.realtime.operator.diagnose;

import java.util.Optional;

/** Looks for one cause. */
@FunctionalInterface
interface CauseRule {
  /** The finding; empty if the evidence does not speak for the cause, or there is none. */
  Optional<Finding> examine(Case it);
}
