package dev.realtime.server.config;

/** Who decides over a proxy's circuit. */
public enum BreakerMode {
  /** It opens after failures and closes after trials. */
  AUTO,
  /** It opens at the first failure and tries one call at a time. */
  EAGER,
  /** Nothing is asked until this is changed. */
  OPEN,
  /** Everything is asked. */
  OFF
}
