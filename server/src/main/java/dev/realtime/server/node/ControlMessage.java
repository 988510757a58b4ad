package dev.realtime.server.node;

import dev.realtime.server.api.ApiBackend.NodeInfo;
import dev.realtime.server.api.ApiBackend.Target;
import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.message.Disconnect;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What nodes tell each other. {@link ControlCodec} has its form. */
sealed interface ControlMessage {
  /** I am here, this is how I am, and whether I take clients. */
  record Here(NodeInfo info, boolean accepting) implements ControlMessage {}

  /** I am leaving. */
  record Gone() implements ControlMessage {}

  /** Subscribe these. */
  record Subscribe(
      Target target,
      String channel,
      SubscribeOptions options,
      @Nullable StreamPosition recoverSince)
      implements ControlMessage {}

  /** Unsubscribe these. */
  record Unsubscribe(Target target, String channel) implements ControlMessage {}

  /** Close these. */
  record Close(Target target, List<String> except, Disconnect disconnect)
      implements ControlMessage {}

  /** Renew these, or let them expire. */
  record Refresh(Target target, boolean expired, long expireAt) implements ControlMessage {}

  /** Which channels do you have? To be answered under the id. */
  record AskChannels(String survey, String pattern, String after, int limit)
      implements ControlMessage {}

  /** These. */
  record Channels(String survey, SortedMap<String, Integer> clients) implements ControlMessage {}

  /** Commands for one of your sessions. */
  @SuppressWarnings("ArrayRecordComponent") // handed on as it is, compared by nobody
  record Emulate(String session, byte[] data) implements ControlMessage {}

  /** Of a newer version, and not for us. */
  record Unknown() implements ControlMessage {}
}
