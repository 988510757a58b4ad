package dev.realtime.bench.load;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What a group of clients has seen, over all its event loops (or processes).
 *
 * @param delivered publications received in order
 * @param deliveredInWindow those of them that arrived within the window
 * @param duplicates received again, or after a later one
 * @param gaps publications that were skipped
 * @param events how often each of the rarer things happened, by name
 * @param returns when clients were subscribed again after a loss, {@link System#nanoTime()}
 * @param latency of publications due within the window, microseconds, compressed, Base64
 * @param connect from dialling to being subscribed, likewise
 */
public record LoadResult(
    long delivered,
    long deliveredInWindow,
    long duplicates,
    long gaps,
    Map<String, Long> events,
    List<Long> returns,
    String latency,
    String connect) {

  static LoadResult of(List<Recorder.Snapshot> parts) {
    Histogram latency = new Histogram(Recorder.LONGEST_MICROS, 3);
    Histogram connect = new Histogram(Recorder.LONGEST_MICROS, 3);
    LoadResult sum = new LoadResult(0, 0, 0, 0, Map.of(), List.of(), "", "");
    for (Recorder.Snapshot part : parts) {
      latency.add(part.latency());
      connect.add(part.connect());
      sum =
          sum.counts(
              new LoadResult(
                  part.delivered(),
                  part.deliveredInWindow(),
                  part.duplicates(),
                  part.gaps(),
                  part.events(),
                  part.returns(),
                  "",
                  ""));
    }
    return sum.with(latency, connect);
  }

  /** The sum of this and another. */
  public LoadResult plus(LoadResult other) {
    Histogram latencies = latencyMicros();
    latencies.add(other.latencyMicros());
    Histogram connects = connectMicros();
    connects.add(other.connectMicros());
    return counts(other).with(latencies, connects);
  }

  private LoadResult counts(LoadResult other) {
    Map<String, Long> allEvents = new TreeMap<>(events);
    other.events.forEach((name, count) -> allEvents.merge(name, count, Long::sum));
    List<Long> allReturns = new ArrayList<>(returns);
    allReturns.addAll(other.returns);
    return new LoadResult(
        delivered + other.delivered,
        deliveredInWindow + other.deliveredInWindow,
        duplicates + other.duplicates,
        gaps + other.gaps,
        allEvents,
        allReturns,
        latency,
        connect);
  }

  private LoadResult with(Histogram latencies, Histogram connects) {
    return new LoadResult(
        delivered,
        deliveredInWindow,
        duplicates,
        gaps,
        events,
        returns,
        encode(latencies),
        encode(connects));
  }

  /** Latency from the time a publication was due, microseconds. */
  public Histogram latencyMicros() {
    return decode(latency);
  }

  /** Time from dialling to being subscribed, microseconds. */
  public Histogram connectMicros() {
    return decode(connect);
  }

  /** How often that happened. */
  public long event(String name) {
    return events.getOrDefault(name, 0L);
  }

  /** The sum of all events whose names begin so. */
  public long eventsBeginning(String prefix) {
    return events.entrySet().stream()
        .filter(event -> event.getKey().startsWith(prefix))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static String encode(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    bytes.flip().limit(length);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  private static Histogram decode(String text) {
    if (text.isEmpty()) {
      return new Histogram(Recorder.LONGEST_MICROS, 3);
    }
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(text)), Recorder.LONGEST_MICROS);
    } catch (DataFormatException broken) {
      throw new IllegalArgumentException(
          "A load worker sent a histogram that cannot be read", broken);
    }
  }
}
