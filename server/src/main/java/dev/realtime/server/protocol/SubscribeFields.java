package dev.realtime.server.protocol;

import dev.realtime.server.filter.FilterNode;
import dev.realtime.server.message.Command;
import org.jspecify.annotations.Nullable;

/** The fields of a subscribe request while it is read. */
final class SubscribeFields {
  String channel = "";
  String token = "";
  boolean recover;
  String epoch = "";
  long offset;
  byte @Nullable [] data;
  boolean positioned;
  boolean recoverable;
  boolean joinLeave;
  String delta = "";
  @Nullable FilterNode filter;
  long flag;
  int type;

  Command.Subscribe toRequest() {
    return new Command.Subscribe(
        channel,
        token,
        recover,
        epoch,
        offset,
        data,
        positioned,
        recoverable,
        joinLeave,
        delta,
        filter,
        flag,
        type);
  }
}
