package dev.realtime.server.session;

import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.config.ChannelOptions;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Disconnect;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Result;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the application does to a client of this node through the server API. Any thread. */
public final class ClientOperations {
  private static final Logger log = LoggerFactory.getLogger(ClientOperations.class);

  private final Flows flows;

  /** Operations by these flows. */
  public ClientOperations(Flows flows) {
    this.flows = flows;
  }

  /**
   * Subscribes a client by the server; nothing happens if it is subscribed already.
   *
   * @param recoverSince send what was published after it; null for nothing
   */
  public void subscribe(
      Session session,
      String channel,
      SubscribeOptions granted,
      @Nullable StreamPosition recoverSince) {
    session.execute(
        () -> {
          ChannelOptions options = session.live().rules().options(channel);
          boolean connected = session.state() == Session.State.CONNECTED;
          if (options != null && connected && session.subscription(channel) == null) {
            subscribeNow(session, channel, options, granted, recoverSince);
          }
        });
  }

  private void subscribeNow(
      Session session,
      String channel,
      ChannelOptions options,
      SubscribeOptions granted,
      @Nullable StreamPosition since) {
    if (session.subscriptions() >= session.live().config().limits().channelsPerClient()) {
      session.disconnect(Codes.CHANNEL_LIMIT);
      return;
    }
    Command.Subscribe wish =
        since == null
            ? null
            : new Command.Subscribe(
                channel,
                "",
                true,
                since.epoch(),
                since.offset(),
                null,
                false,
                false,
                false,
                "",
                null,
                0,
                0);
    SubscriptionMaker maker = flows.subscribe().maker();
    maker.prepare(
        session,
        new SubscriptionMaker.Order(
            channel, options, new Grant(granted, 0, false), true, wish, null),
        (prepared, failure) -> {
          if (prepared == null) {
            session
                .about(log.atWarn(), channel)
                .log("could not be subscribed: {}", String.valueOf(failure));
            return;
          }
          Result.Subscribed result = prepared.result();
          session
              .outbox()
              .push(
                  new Push.Subscribed(
                      channel,
                      result.recoverable(),
                      result.position(),
                      result.positioned(),
                      result.data()));
          for (Result.SentPublication publication : result.publications()) {
            session.outbox().push(new Push.Published(channel, publication));
          }
          maker.complete(session, prepared);
        });
  }

  /** Ends a client's subscription; nothing happens if there is none. */
  public void unsubscribe(Session session, String channel) {
    session.execute(
        () -> {
          session.deliverWaiting();
          Subscription subscription = session.subscription(channel);
          if (subscription != null) {
            session.endSubscription(subscription, Codes.SERVER_UNSUBSCRIBE);
          }
        });
  }

  /** Closes a client. */
  public void disconnect(Session session, Disconnect why) {
    session.closeInOrder(why);
  }

  /**
   * Renews a client, or lets it expire.
   *
   * @param expireAt seconds since the Unix epoch; 0 for never
   */
  public void refresh(Session session, boolean expired, long expireAt) {
    if (expired) {
      session.closeInOrder(Codes.EXPIRED_CONNECTION);
      return;
    }
    session.execute(
        () -> {
          session.identity(session.identity().expiringAt(expireAt));
          session.clockwork().expiryChanged();
          session
              .outbox()
              .push(
                  new Push.Refreshed(
                      expireAt > 0,
                      expireAt > 0 ? Ttl.seconds(expireAt, session.services().clock()) : 0));
        });
  }
}
