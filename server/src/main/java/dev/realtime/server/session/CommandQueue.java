package dev.realtime.server.session;

import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.ErrorCode;
import dev.realtime.server.metrics.Outcome;
import dev.realtime.server.metrics.Rejection;
import dev.realtime.server.metrics.RequestKind;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one client, begun in the order they came.
 *
 * <p>What changes the client's state (connect, subscribe, unsubscribe, refreshes) runs alone: SDKs
 * send connect and all subscribes in one frame. The rest may overlap, so that a client can publish
 * faster than the broker's round trip. When {@code limits.pendingCommands} wait, the transport
 * stops reading. Commands that come by requests of their own cannot be held back in that way: they
 * are refused when {@link #EMULATED_SHARE} times as many are under way.
 */
final class CommandQueue {
  /**
   * Twice: what an SDK sends in separate requests while a subscribe is answered still fits, and a
   * client holds at most 2 x 16 commands and the request that passes them.
   */
  private static final int EMULATED_SHARE = 2;

  private final Session session;
  private final Flows flows;
  private @Nullable ArrayDeque<Command> waiting;
  private int running;
  private boolean exclusiveRuns;
  private boolean starting;

  CommandQueue(Session session, Flows flows) {
    this.session = session;
    this.flows = flows;
  }

  void offer(Command command) {
    if (command.request() == null) {
      session.onPong();
      return;
    }
    ArrayDeque<Command> queue = waiting;
    if (queue == null) {
      queue = new ArrayDeque<>(4);
      waiting = queue;
    }
    queue.add(command);
    startWaiting();
    session.updateReading();
  }

  /** Takes the commands of one request whole, or answers each that too many are under way. */
  void offerEmulated(List<Command> commands) {
    if (pending() < EMULATED_SHARE * most()) {
      commands.forEach(session::onCommand);
    } else {
      commands.forEach(this::refuse);
    }
  }

  private void refuse(Command command) {
    Command.Request request = command.request();
    if (request == null) {
      session.onPong();
      return;
    }
    session.services().metrics().rejected(Rejection.PENDING_COMMANDS);
    ErrorCode error = Codes.TOO_MANY_REQUESTS;
    session.services().metrics().request(kind(request), Outcome.ofErrorCode(error.code()));
    session.outbox().error(command.id(), error);
  }

  /** Whether no more should be read now. */
  boolean isFull() {
    return pending() >= most();
  }

  private int pending() {
    ArrayDeque<Command> queue = waiting;
    return running + (queue == null ? 0 : queue.size());
  }

  private int most() {
    return session.live().config().limits().pendingCommands();
  }

  void clear() {
    waiting = null;
  }

  /** A call has ended. */
  void ended(boolean exclusive) {
    running--;
    exclusiveRuns &= !exclusive;
    if (!session.isClosed()) {
      startWaiting();
      session.updateReading();
    }
  }

  private void startWaiting() {
    if (starting) {
      return; // the loop below goes on by itself
    }
    starting = true;
    try {
      while (waiting != null && !exclusiveRuns) {
        Command next = waiting.peek();
        if (next == null) {
          waiting = null;
          return;
        }
        boolean exclusive = isExclusive(next.request());
        if (exclusive && running > 0) {
          return;
        }
        waiting.remove();
        start(next, exclusive);
      }
    } finally {
      starting = false;
    }
  }

  private static boolean isExclusive(Command.@Nullable Request request) {
    return request instanceof Command.Connect
        || request instanceof Command.Subscribe
        || request instanceof Command.Unsubscribe
        || request instanceof Command.Refresh
        || request instanceof Command.SubRefresh;
  }

  private void start(Command command, boolean exclusive) {
    Command.Request request = command.request();
    if (request == null) {
      return;
    }
    boolean connects = request instanceof Command.Connect;
    boolean fresh = session.state() == Session.State.NEW;
    if (connects != fresh || request instanceof Command.Ping) {
      session.disconnect(Codes.BAD_REQUEST_CLOSE);
      return;
    }
    running++;
    exclusiveRuns |= exclusive;
    RequestKind kind = kind(request);
    Call call =
        new Call(
            session, command.id(), kind, exclusive, CommandSpans.begin(session, kind, request));
    Rejection limit = connects ? null : flows.services().limits().command(session, request);
    if (limit != null) {
      call.limited(limit);
      return;
    }
    dispatch(call, request);
  }

  private void dispatch(Call call, Command.Request request) {
    switch (request) {
      case Command.Connect connect -> flows.connect().run(call, connect);
      case Command.Subscribe subscribe -> flows.subscribe().run(call, subscribe);
      case Command.Unsubscribe unsubscribe -> flows.subscribe().unsubscribe(call, unsubscribe);
      case Command.Publish publish -> flows.channels().publish(call, publish);
      case Command.Presence presence -> flows.channels().presence(call, presence);
      case Command.PresenceStats stats -> flows.channels().presenceStats(call, stats);
      case Command.History history -> flows.channels().history(call, history);
      case Command.Rpc rpc -> flows.rpc().run(call, rpc);
      case Command.Refresh refresh -> flows.refresh().run(call, refresh);
      case Command.SubRefresh refresh -> flows.refresh().run(call, refresh);
      case Command.Send _ -> call.disconnect(Codes.NOT_AVAILABLE_CLOSE);
      case Command.Ping _ -> call.disconnect(Codes.BAD_REQUEST_CLOSE);
    }
  }

  private static RequestKind kind(Command.Request request) {
    return switch (request) {
      case Command.Connect _ -> RequestKind.CONNECT;
      case Command.Subscribe _ -> RequestKind.SUBSCRIBE;
      case Command.Unsubscribe _ -> RequestKind.UNSUBSCRIBE;
      case Command.Publish _ -> RequestKind.PUBLISH;
      case Command.Presence _ -> RequestKind.PRESENCE;
      case Command.PresenceStats _ -> RequestKind.PRESENCE_STATS;
      case Command.History _ -> RequestKind.HISTORY;
      case Command.Rpc _ -> RequestKind.RPC;
      case Command.Send _, Command.Ping _ -> RequestKind.SEND;
      case Command.Refresh _ -> RequestKind.REFRESH;
      case Command.SubRefresh _ -> RequestKind.SUB_REFRESH;
    };
  }
}
