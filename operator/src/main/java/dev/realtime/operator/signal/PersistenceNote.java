package dev.realtime.operator.signal;

import dev.realtime.operator.signal.RedisFact.Persistence;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of Redis' append-only file, in words that stand in the checklist of the service's
 * status: a Redis that hangs says nothing of it any more, and a leader that has never seen it
 * answer has the word of the one that has.
 */
public final class PersistenceNote {
  private static final String IN_ORDER = "append-only file in order";
  private static final String FAILING = "append-only file failing";
  private static final String NONE = "no append-only file";
  private static final String NOT_KNOWN = "append-only file not known";

  private PersistenceNote() {}

  /** In words. */
  public static String of(@Nullable Persistence persistence) {
    if (persistence == null) {
      return NOT_KNOWN;
    }
    if (!persistence.appendOnly()) {
      return NONE;
    }
    return persistence.appendOnlyOk() ? IN_ORDER : FAILING;
  }

  /**
   * From a text with these words in it; empty if it says nothing of it. Where it says several
   * things, the worst is believed. How many keys there are is not told, and is 0.
   */
  public static Optional<Persistence> in(String text) {
    if (text.contains(NONE)) {
      return Optional.of(new Persistence(false, false, false, false, 0));
    }
    if (text.contains(FAILING)) {
      return Optional.of(new Persistence(true, false, false, false, 0));
    }
    return text.contains(IN_ORDER)
        ? Optional.of(new Persistence(true, true, false, false, 0))
        : Optional.empty();
  }
}
