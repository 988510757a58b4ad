package dev.realtime.server.session;

import dev.realtime.server.message.Command;
import dev.realtime.server.metrics.RequestKind;
import dev.realtime.server.trace.Span;
import dev.realtime.server.trace.Tracing;
import java.util.Map;

/** What traces show of commands: who asked what, and never what was sent. */
final class CommandSpans {
  private CommandSpans() {}

  static Span begin(Session session, RequestKind kind, Command.Request request) {
    Tracing tracing = session.services().tracing();
    Span span;
    if (request instanceof Command.Connect && tracing.trustsClients()) {
      Map<String, String> headers = session.connection().headers();
      span = tracing.begin(kind.label(), headers::get);
    } else {
      span = tracing.begin(kind.label());
    }
    if (span.isRecording()) {
      describe(span, session, request);
    }
    return span;
  }

  private static void describe(Span span, Session session, Command.Request request) {
    span.attribute("realtime.client", session.id());
    span.attribute("realtime.transport", session.connection().transport().name());
    if (!session.user().isEmpty()) {
      span.attribute("user.id", session.user());
    }
    String channel =
        switch (request) {
          case Command.Subscribe subscribe -> subscribe.channel();
          case Command.Unsubscribe unsubscribe -> unsubscribe.channel();
          case Command.Publish publish -> publish.channel();
          case Command.Presence presence -> presence.channel();
          case Command.PresenceStats stats -> stats.channel();
          case Command.History history -> history.channel();
          case Command.SubRefresh refresh -> refresh.channel();
          case Command.Connect _,
              Command.Rpc _,
              Command.Refresh _,
              Command.Send _,
              Command.Ping _ ->
              "";
        };
    if (!channel.isEmpty()) {
      span.attribute("realtime.channel", channel);
    }
    if (request instanceof Command.Rpc rpc) {
      span.attribute("realtime.method", rpc.name());
    }
  }
}
