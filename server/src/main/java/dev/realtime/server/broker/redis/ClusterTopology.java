package dev.realtime.server.broker.redis;

import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Which master owns which slots, as one node of a Cluster sees it.
 *
 * @param epoch the highest configuration epoch the node has heard of; the view of the highest
 *     counts
 * @param ok the node sees a working Cluster; one cut off with a minority does not
 * @param ranges slots and their masters
 */
record ClusterTopology(long epoch, boolean ok, List<Range> ranges) {
  /** Slots first to last, both included, and their master. */
  record Range(int first, int last, Address master) {}

  /** The owner of a slot; null if nobody has it. */
  @Nullable Address owner(int slot) {
    for (Range range : ranges) {
      if (range.first() <= slot && slot <= range.last()) {
        return range.master();
      }
    }
    return null;
  }

  Set<Address> masters() {
    Set<Address> masters = new HashSet<>();
    ranges.forEach(range -> masters.add(range.master()));
    return masters;
  }

  /** Asks a node for its view. */
  static CompletionStage<ClusterTopology> ask(Wire wire) {
    Address asked = wire.address();
    CompletionStage<String> info =
        wire.sendAlways(
            Request.command(
                "reading the state of Cluster",
                CommandType.CLUSTER,
                List.of(),
                List.of("INFO"),
                answer -> new String((byte[]) answer, StandardCharsets.UTF_8)));
    return wire.sendAlways(
            Request.command(
                "reading the slots of Cluster",
                CommandType.CLUSTER,
                List.of(),
                List.of("SLOTS"),
                answer -> ranges((List<?>) answer, asked)))
        .thenCombine(
            info,
            (ranges, text) ->
                new ClusterTopology(
                    Long.parseLong(field(text, "cluster_current_epoch", "0")),
                    field(text, "cluster_state", "").equals("ok"),
                    ranges));
  }

  private static String field(String info, String name, String otherwise) {
    for (String line : info.split("\r\n", -1)) {
      if (line.startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return otherwise;
  }

  /** Reads CLUSTER SLOTS: {first, last, {host, port, id, ...} of the master, its replicas...}. */
  private static List<Range> ranges(List<?> answer, Address asked) {
    List<Range> ranges = new ArrayList<>();
    for (Object item : answer) {
      List<?> range = (List<?>) item;
      List<?> master = (List<?>) range.get(2);
      byte[] host = (byte[]) master.get(0);
      String name = host == null ? "" : new String(host, StandardCharsets.UTF_8);
      // A node that does not know its own name leaves it out; "?" is one it has not heard of yet.
      if (name.equals("?")) {
        continue;
      }
      ranges.add(
          new Range(
              ((Long) range.get(0)).intValue(),
              ((Long) range.get(1)).intValue(),
              new Address(
                  name.isEmpty() ? asked.host() : name, ((Long) master.get(1)).intValue())));
    }
    return List.copyOf(ranges);
  }
}
