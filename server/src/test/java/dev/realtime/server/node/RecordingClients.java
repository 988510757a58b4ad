package dev.realtime.server.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.api.ApiBackend.Target;
import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.message.Disconnect;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Connections of a node that note what is asked of them. */
final class RecordingClients implements LocalClients {
  final List<String> asked = new CopyOnWriteArrayList<>();
  final SortedMap<String, Integer> channels = new ConcurrentSkipListMap<>();

  @Override
  public void subscribe(
      Target target,
      String channel,
      SubscribeOptions options,
      @Nullable StreamPosition recoverSince) {
    asked.add(
        "subscribe %s %s %s %s %s"
            .formatted(
                target.user(),
                channel,
                options.info() == null ? "" : new String(options.info(), UTF_8),
                options.overrides().presence(),
                recoverSince));
  }

  @Override
  public void unsubscribe(Target target, String channel) {
    asked.add("unsubscribe " + target.user() + " " + channel);
  }

  @Override
  public void disconnect(Target target, List<String> except, Disconnect disconnect) {
    asked.add("disconnect " + target.user() + " " + except + " " + disconnect.code());
  }

  @Override
  public void refresh(Target target, boolean expired, long expireAt) {
    asked.add("refresh " + target.user() + " " + expired + " " + expireAt);
  }

  @Override
  public boolean accepting() {
    return true;
  }

  @Override
  public Counts counts() {
    return new Counts(1, 2, 3, 4);
  }

  @Override
  public SortedMap<String, Integer> channels(ChannelPattern pattern, String after, int limit) {
    SortedMap<String, Integer> found = new TreeMap<>();
    channels.forEach(
        (name, clients) -> {
          if (found.size() < limit && name.compareTo(after) > 0 && pattern.matches(name)) {
            found.put(name, clients);
          }
        });
    return found;
  }

  @Override
  public void emulate(String session, byte[] data) {
    asked.add("emulate " + session + " " + new String(data, UTF_8));
  }
}
