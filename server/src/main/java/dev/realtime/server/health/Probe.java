package dev.realtime.server.health;

/** Which question a check answers. A check of liveness is part of readiness too, and so on up. */
public enum Probe {
  /** Would a restart help? */
  LIVE,
  /** Should new clients be sent here? */
  READY,
  /** What would an on-call engineer look at? */
  HEALTH;

  /** Whether a check made for this probe counts when {@code asked} is asked. */
  boolean countsFor(Probe asked) {
    return compareTo(asked) <= 0;
  }
}
