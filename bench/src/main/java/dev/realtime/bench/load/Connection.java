package dev.realtime.bench.load;

import dev.realtime.bench.wire.Answer;
import dev.realtime.bench.wire.Dialect;
import dev.realtime.bench.wire.Marker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** One connection of a {@link Client}: subscribes, then receives. */
final class Connection extends FrameHandler {
  /** From this code on an SDK subscribes again at once when its subscription is ended. */
  private static final int FIRST_RESUBSCRIBE_CODE = 2500;

  /** What happens to a connection; each is called at most once, on the event loop. */
  interface Owner {
    void subscribed(Connection connection);

    /**
     * @param code of the close frame, or 0 if there was none
     */
    void closed(Connection connection, int code, String reason);
  }

  final Client client;
  final Recorder recorder;
  final long startNanos = System.nanoTime();
  private final Owner owner;
  private boolean subscribed;
  private int answered;

  Connection(
      Client client,
      Recorder recorder,
      Dialect dialect,
      int payloadBytes,
      String host,
      Owner owner) {
    super(dialect, host, payloadBytes);
    this.client = client;
    this.recorder = recorder;
    this.owner = owner;
  }

  boolean isSubscribed() {
    return subscribed;
  }

  @Override
  boolean publishes() {
    return false;
  }

  @Override
  void active(ChannelHandlerContext ctx) {
    client.channel = ctx.channel();
  }

  @Override
  void opened() {
    if (dialect.webSocket()) {
      send(dialect.hello(context().alloc(), client.token, client.subscriptions()));
    } else {
      ready();
    }
  }

  @Override
  public void publication(ByteBuf bytes, int marker) {
    client.received(
        Marker.stream(bytes, marker),
        Marker.sequence(bytes, marker),
        Marker.nanos(bytes, marker),
        now,
        recorder);
  }

  @Override
  public void answer(Answer answer) {
    switch (answer) {
      case Answer.Connected _ -> {
        send(dialect.afterConnect(context().alloc(), client.subscriptions()));
        if (client.subscriptionCount() == 0) {
          ready();
        }
      }
      case Answer.Subscribed made -> subscribed(made);
      case Answer.Refused refused -> closeBecause("request refused with " + refused.code());
      case Answer.Unsubscribed ended -> unsubscribed(ended.code());
      case Answer.Published _ -> recorder.event("answer to a publication not made here");
      case Answer.Past _ -> recorder.event("history not asked for here");
      case Answer.Other _ -> recorder.event("other message");
    }
  }

  private void subscribed(Answer.Subscribed made) {
    if (client.subscribedBefore && !made.epoch().isEmpty()) {
      recorder.event(made.recovered() ? "recovered" : "not recovered");
    }
    client.epoch(made.epoch());
    if (++answered == client.subscriptionCount()) {
      ready();
    }
  }

  private void unsubscribed(int code) {
    String reason = "unsubscribed with " + code;
    recorder.event(reason);
    if (code >= FIRST_RESUBSCRIBE_CODE) {
      closeBecause(reason);
    }
  }

  private void ready() {
    subscribed = true;
    owner.subscribed(this);
  }

  @Override
  void closed(int code, String reason) {
    client.channel = null;
    owner.closed(this, code, reason);
  }
}
