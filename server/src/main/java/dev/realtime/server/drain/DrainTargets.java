package dev.realtime.server.drain;

import java.util.List;

/** The clients of this node. Safe for use by several threads. */
public interface DrainTargets {
  /** Those connected now, in any order. */
  List<DrainTarget> snapshot();

  /** How many are connected now. */
  int count();
}
