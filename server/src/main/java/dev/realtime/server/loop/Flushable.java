package dev.realtime.server.loop;

/** Something that gathers writes during a turn of its loop. */
public interface Flushable {
  /** The turn ends: everything gathered goes out. */
  void flushTurn();
}
