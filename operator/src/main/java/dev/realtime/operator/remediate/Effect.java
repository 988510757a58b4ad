package dev.realtime.operator.remediate;

/** Whether what an action was to bring about has been seen. */
public sealed interface Effect {
  /** It has. */
  record Seen(String what) implements Effect {}

  /** Not yet, or it cannot be seen right now. */
  record Pending(String why) implements Effect {}

  /** Nothing that is measured shows it, or will: it is done, and that is all that can be said. */
  record Unknown(String why) implements Effect {}
}
