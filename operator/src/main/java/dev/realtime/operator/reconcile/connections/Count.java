package dev.realtime.operator.reconcile.connections;

import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.Reading;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Connections at one moment.
 *
 * @param byPod those of each pod that answers
 * @param complete false: a pod that answered before does not now, so there may be more
 */
record Count(Map<String, Long> byPod, boolean complete) {
  Count {
    byPod = Map.copyOf(byPod);
  }

  /**
   * What the newest readings say.
   *
   * @param fresh readings older than this are of pods that are gone
   */
  static Count of(Observations seen, Duration fresh) {
    Instant oldest = seen.at().minus(fresh);
    Map<String, Long> byPod = new TreeMap<>();
    boolean complete = true;
    for (String pod : seen.series().instances(Signal.CONNECTIONS)) {
      List<Sample> samples = seen.series().of(Signal.CONNECTIONS, pod, oldest);
      if (samples.isEmpty()) {
        continue;
      }
      if (samples.getLast().reading() instanceof Reading.Value(double number)) {
        byPod.put(pod, Math.round(number));
      } else if (seen.series().of(Signal.CONNECTIONS, pod).stream()
          .anyMatch(sample -> sample.reading() instanceof Reading.Value)) {
        // One that has never answered is still starting: it has none.
        complete = false;
      }
    }
    return new Count(byPod, complete && !byPod.isEmpty());
  }

  long total() {
    return byPod.values().stream().mapToLong(Long::longValue).sum();
  }
}
