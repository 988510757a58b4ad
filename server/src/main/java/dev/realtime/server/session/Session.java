package dev.realtime.server.session;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.drain.DrainTarget;
import dev.realtime.server.hub.Wire;
import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Disconnect;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Unsubscribe;
import io.netty.buffer.ByteBufAllocator;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One client. Everything happens on its event loop, unless said otherwise; other threads come in by
 * {@link #execute}.
 */
public final class Session implements DrainTarget {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private final Services services;
  private final Connection connection;
  private final Flows flows;
  private final String id = UUID.randomUUID().toString();
  private final Outbox outbox;
  private final CommandQueue commands;
  private final Clockwork clockwork;
  private State state = State.NEW;
  private volatile Identity identity = Identity.NONE;
  private Map<String, Subscription> subscriptions = Map.of();
  private String emulationId = "";
  private boolean renewing;
  private volatile int subscriptionCount;

  /** Where a session stands. */
  enum State {
    /** No connect command yet. */
    NEW,
    /** Its connect command is being answered. */
    CONNECTING,
    /** Connected. */
    CONNECTED,
    /** Its connect command was answered with an error; it is to go. */
    REFUSED,
    /** Gone. */
    CLOSED
  }

  /** A session of a connection that has just been made. */
  public Session(Services services, Flows flows, Connection connection) {
    this.services = services;
    this.flows = flows;
    this.connection = connection;
    this.outbox = new Outbox(this, connection);
    this.commands = new CommandQueue(this, flows);
    this.clockwork = new Clockwork(this, flows);
  }

  /** Begins to wait for the connect command. */
  public void start() {
    services.registry().opened(this);
    clockwork.awaitConnect();
  }

  /** Takes a command. */
  public void onCommand(Command command) {
    if (state != State.CLOSED && state != State.REFUSED) {
      commands.offer(command);
    }
  }

  /** Takes the commands of one emulation request. */
  public void onEmulated(List<Command> request) {
    if (state != State.CLOSED && state != State.REFUSED) {
      commands.offerEmulated(request);
    }
  }

  /** What came was no command. */
  public void onMalformed(String why) {
    about(log.atDebug()).log("sent what is no command: {}", why);
    disconnect(Codes.BAD_REQUEST_CLOSE);
  }

  /** The client answered the transport's own ping, where those are used. */
  public void onPong() {
    if (!clockwork.pong()) {
      disconnect(Codes.BAD_REQUEST_CLOSE);
    }
  }

  /** The socket takes more again. */
  public void onWritable() {
    outbox.onWritable();
  }

  /** The connection is gone, for whatever reason. Called once by the transport. */
  public void onClosed() {
    if (state != State.CLOSED) {
      stop();
      leave();
    }
  }

  /** Ends the connection, telling the client why. */
  public void disconnect(Disconnect why) {
    if (state == State.CLOSED) {
      return;
    }
    about(log.atDebug()).log("disconnected: {}", why);
    if (why.code() == Codes.SLOW.code()) {
      outbox.close(); // what waits is dropped: the client could not take it anyway
    } else {
      outbox.flushTurn();
    }
    stop();
    try {
      connection.close(why);
    } finally {
      leave();
    }
  }

  /** Nothing more goes out, and nothing that comes in is looked at. */
  private void stop() {
    state = State.CLOSED;
    clockwork.stop();
    commands.clear();
    outbox.close();
  }

  /** Hub and broker are cleaned up after the socket is closed, without anybody waiting. */
  private void leave() {
    services.registry().closed(this, emulationId);
    for (Subscription subscription : List.copyOf(subscriptions.values())) {
      flows.subscribe().leave(this, subscription);
    }
    subscriptions = Map.of();
    subscriptionCount = 0;
  }

  /**
   * The client is told, and the subscription ends; nothing happens if it has ended, whatever the
   * client has subscribed to since.
   */
  void endSubscription(Subscription subscription, Unsubscribe why) {
    if (subscription(subscription.channel()) == subscription) {
      removeSubscription(subscription.channel());
      flows.subscribe().leave(this, subscription);
      outbox.push(new Push.Unsubscribed(subscription.channel(), why));
    }
  }

  /**
   * Sends what was published before now and waits for the end of a rest, and may end the session.
   * For what the server does to a client; as part of a task of its own.
   */
  void deliverWaiting() {
    services.hub().deliverWaiting(loopIndex());
  }

  void updateReading() {
    if (state != State.CLOSED) {
      connection.setReading(!outbox.isBackedUp() && !commands.isFull());
    }
  }

  /** Runs something on the session's event loop, unless it has gone by then. Any thread. */
  public void execute(Runnable task) {
    connection
        .context()
        .loop()
        .execute(
            () -> {
              if (state != State.CLOSED) {
                task.run();
              }
            });
  }

  /**
   * Comes back to the event loop with an answer. Always as a task of its own, never within this
   * call: what a publication caused on this loop before its answer came is then sent before it,
   * unless the loop rests from fan-out. Then the answer comes first, by {@code limits.fanOutRest}
   * at most: a client that publishes and awaits each answer would else end every rest.
   */
  <T> void await(CompletionStage<T> answer, BiConsumer<@Nullable T, @Nullable Throwable> then) {
    answer.whenComplete((value, failure) -> execute(() -> then.accept(value, failure)));
  }

  @Override
  public int subscriptions() {
    return subscriptionCount;
  }

  @Override
  public void sendAway() {
    closeInOrder(Codes.SHUTDOWN);
  }

  /** Closes it so that it reconnects, at once and to whichever node has room. Any thread. */
  public void moveAway() {
    closeInOrder(Codes.FORCE_RECONNECT);
  }

  /** Closes it behind all that was published before. Any thread. */
  void closeInOrder(Disconnect why) {
    execute(
        () -> {
          deliverWaiting();
          disconnect(why);
        });
  }

  /** Sends a message outside any channel, if the client is connected. */
  public void message(byte[] data) {
    if (state == State.CONNECTED) {
      outbox.push(new Push.Message(data));
    }
  }

  /** A line about this client: who it is stands in fields of its own. */
  LoggingEventBuilder about(LoggingEventBuilder line) {
    return line.addKeyValue("client", id)
        .addKeyValue("user", identity.user())
        .addKeyValue("transport", connection.transport().name())
        .addKeyValue("address", connection.clientAddress());
  }

  /** A line about this client in a channel. */
  LoggingEventBuilder about(LoggingEventBuilder line, String channel) {
    return about(line).addKeyValue("channel", channel);
  }

  State state() {
    return state;
  }

  void state(State next) {
    state = next;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Id of the connection, a UUID. Any thread. */
  public String id() {
    return id;
  }

  /** Who it is; {@link Identity#NONE} before it is connected. */
  Identity identity() {
    return identity;
  }

  void identity(Identity identity) {
    this.identity = identity;
  }

  /** Secret id by which emulation requests name it; empty for other transports. */
  String emulationId() {
    return emulationId;
  }

  void emulationId(String id) {
    emulationId = id;
  }

  /** Whether the backend is being asked to renew the connection. */
  boolean isRenewing() {
    return renewing;
  }

  void renewing(boolean renewing) {
    this.renewing = renewing;
  }

  /** Id of the user; empty for anonymous ones and before it is connected. */
  public String user() {
    return identity.user();
  }

  ClientInfo info(byte @Nullable [] channelInfo) {
    return new ClientInfo(identity.user(), id, identity.info(), channelInfo);
  }

  Services services() {
    return services;
  }

  Live live() {
    return services.live().get();
  }

  Outbox outbox() {
    return outbox;
  }

  CommandQueue commands() {
    return commands;
  }

  Clockwork clockwork() {
    return clockwork;
  }

  /** The way to the client. */
  public Connection connection() {
    return connection;
  }

  Wire wire() {
    return connection.wire();
  }

  ByteBufAllocator allocator() {
    return connection.allocator();
  }

  int loopIndex() {
    return context().index();
  }

  LoopContext context() {
    return connection.context();
  }

  Collection<Subscription> allSubscriptions() {
    return subscriptions.values();
  }

  @Nullable Subscription subscription(String channel) {
    return subscriptions.get(channel);
  }

  void addSubscription(Subscription subscription) {
    if (subscriptions.isEmpty()) {
      subscriptions = new HashMap<>(4);
    }
    subscriptions.put(subscription.channel(), subscription);
    subscriptionCount = subscriptions.size();
  }

  @Nullable Subscription removeSubscription(String channel) {
    if (subscriptions.isEmpty()) {
      return null;
    }
    Subscription removed = subscriptions.remove(channel);
    subscriptionCount = subscriptions.size();
    return removed;
  }
}
