package dev.realtime.server.broker.redis;

import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of keys and pub/sub channels.
 *
 * <pre>
 * realtime:m:news          meta hash of the channel "news"
 * realtime:s:news          its stream
 * realtime:i:4:news:key    idempotency key "key" of the channel, whose name has 4 characters
 * realtime:z:news  :p: :u: its presence: times, clients, users
 * realtime:c:news          pub/sub channel of its publications, joins and leaves
 * realtime:n:node          pub/sub channel of control messages to a node; without a node, to all
 * realtime:h:id            heartbeat of one connection
 * </pre>
 *
 * In Cluster a hash tag stands behind the prefix, {@code realtime:{17}:m:news}, so that all names
 * of a channel share a slot. The tag is not the channel but one of {@link #PARTITIONS}, chosen by
 * the channel's hash: SSUBSCRIBE takes several channels only where they share a slot, and with 256
 * partitions 10,000 channels are subscribed by 256 commands and not by 10,000. Tags are picked so
 * that the partitions lie evenly over the 16,384 slots.
 */
final class Names {
  /** Slots in use; a Cluster spreads its load over at most so many masters. */
  static final int PARTITIONS = 256;

  private static final List<String> TAGS = evenTags();

  private final String prefix;
  private final boolean tagged;

  Names(String prefix, boolean tagged) {
    this.prefix = prefix;
    this.tagged = tagged;
  }

  String key(char kind, String channel) {
    return name(kind, channel, channel);
  }

  String idempotencyKey(String channel, String key) {
    return name('i', channel, channel.length() + ":" + channel + ":" + key);
  }

  String node(@Nullable String node) {
    String id = node == null ? "" : node;
    return name('n', id, id);
  }

  /** A heartbeat's name in the slot of a partition; without Cluster the partition is ignored. */
  String heartbeat(int partition, String id) {
    return tagged ? prefix + ":{" + TAGS.get(partition) + "}:h:" + id : prefix + ":h:" + id;
  }

  /** The slot of a partition. */
  static int slotOf(int partition) {
    return SlotHash.getSlot(TAGS.get(partition));
  }

  /** The slot of a whole name in Cluster. */
  static int slotOfName(String name) {
    return SlotHash.getSlot(name);
  }

  /** What kind of pub/sub channel this name is. */
  char kind(String name) {
    return name.charAt(kindAt(name));
  }

  /** The channel, node or id inside a name. */
  String subject(String name) {
    return name.substring(kindAt(name) + 2);
  }

  private int kindAt(String name) {
    return tagged ? name.indexOf('}') + 2 : prefix.length() + 1;
  }

  private String name(char kind, String routedBy, String subject) {
    return tagged
        ? prefix + ":{" + TAGS.get(partition(routedBy)) + "}:" + kind + ":" + subject
        : prefix + ":" + kind + ":" + subject;
  }

  /** The partition of a channel or node. */
  static int partition(String channel) {
    return JumpHash.bucket(channel, PARTITIONS);
  }

  /** For each partition the smallest number whose slot lies in the partition's share of slots. */
  private static List<String> evenTags() {
    @Nullable String[] tags = new @Nullable String[PARTITIONS];
    int share = SlotHash.SLOT_COUNT / PARTITIONS;
    int missing = PARTITIONS;
    for (int i = 0; missing > 0; i++) {
      String tag = Integer.toString(i);
      int partition = SlotHash.getSlot(tag) / share;
      if (tags[partition] == null) {
        tags[partition] = tag;
        missing--;
      }
    }
    List<String> found = new ArrayList<>(PARTITIONS);
    for (String tag : tags) {
      if (tag != null) {
        found.add(tag);
      }
    }
    return List.copyOf(found);
  }
}
