package dev.realtime.server.leak;

import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what Netty would only log. Named to Netty by a system property, and made by it. */
public final class KeptLeaks<T> extends ResourceLeakDetector<T> {
  /**
   * Lettuce makes a buffer for each connection as it is registered, and drops it where the client
   * is shut down while a connection is being made. It is Lettuce's own, and nothing of ours is in
   * it.
   */
  private static final String LETTUCES_OWN =
      "io.lettuce.core.protocol.CommandHandler.channelRegistered";

  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

  /** As Netty calls it. */
  public KeptLeaks(Class<?> type, int samplingInterval) {
    super(type, samplingInterval);
  }

  /** As older code of Netty calls it. */
  public KeptLeaks(
      Class<?> type, int samplingInterval, @SuppressWarnings("unused") long maxActive) {
    this(type, samplingInterval);
  }

  @Override
  protected void reportTracedLeak(String type, String records) {
    if (!records.contains(LETTUCES_OWN)) {
      FOUND.add(type + records);
    }
  }

  @Override
  protected void reportUntracedLeak(String type) {
    FOUND.add(type);
  }

  /** Leaks found since the last call. */
  static List<String> take() {
    List<String> leaks = new ArrayList<>();
    for (String leak = FOUND.poll(); leak != null; leak = FOUND.poll()) {
      leaks.add(leak);
    }
    return leaks;
  }
}
