package dev.realtime.server.config;

/** What happens to publications for a client whose queue is full. */
public enum SlowClientPolicy {
  /** The client is closed with 3008 and reconnects. */
  DISCONNECT,
  /** The oldest waiting publications of such channels go; the client is told to recover. */
  DROP_OLDEST,
  /** Only the newest waiting publication of each such channel stays. */
  KEEP_LATEST
}
