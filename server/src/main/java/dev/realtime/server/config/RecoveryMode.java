package dev.realtime.server.config;

/** What a returning subscriber is sent. */
public enum RecoveryMode {
  /** Everything it missed, in order. */
  STREAM,
  /** The newest publication alone: the channel is a value that changes. */
  CACHE
}
