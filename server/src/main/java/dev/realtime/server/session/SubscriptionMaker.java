package dev.realtime.server.session;

import static dev.realtime.server.auth.ChannelOverrides.orElse;

import dev.realtime.server.auth.ChannelOverrides;
import dev.realtime.server.broker.BrokerUnavailableException;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.config.ChannelOptions;
import dev.realtime.server.config.RecoveryMode;
import dev.realtime.server.filter.TagFilter;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Result;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes subscriptions, for clients and for the server.
 *
 * <p>The order leaves no gap and no double: the subscription joins the hub and holds what arrives;
 * the broker confirms that it hears the channel; the position (and what was missed) is read; the
 * answer is written; then what was held and lies behind that position goes out, and after it
 * whatever comes.
 */
final class SubscriptionMaker {
  private final Services services;

  SubscriptionMaker(Services services) {
    this.services = services;
  }

  /**
   * What is to be made.
   *
   * @param wish the client's command; null if the server makes it by itself
   */
  record Order(
      String channel,
      ChannelOptions options,
      Grant grant,
      boolean serverSide,
      Command.@Nullable Subscribe wish,
      @Nullable TagFilter filter) {}

  /**
   * A subscription that holds what arrives until its answer is written.
   *
   * @param from what the client has then
   * @param hasBase whether it has the publication there, for deltas
   */
  record Prepared(
      Subscription subscription, Result.Subscribed result, StreamPosition from, boolean hasBase) {}

  /** The client wanted all that it missed or nothing. */
  static final class UnrecoveredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnrecoveredException() {
      super("position cannot be recovered", null, false, false);
    }
  }

  /**
   * Begins to make a subscription.
   *
   * @param then gets it, or why there is none; called on the loop, unless the client has gone
   */
  void prepare(
      Session session, Order order, BiConsumer<@Nullable Prepared, @Nullable Throwable> then) {
    Subscription subscription =
        new Subscription(session, order.channel(), terms(order), order.grant().expireAt());
    session.addSubscription(subscription);
    session.await(
        services.hub().join(session.loopIndex(), subscription),
        (_, failure) -> {
          if (subscription.isEnded()) {
            then.accept(null, new BrokerUnavailableException("unsubscribed meanwhile"));
          } else if (failure != null) {
            fail(session, subscription, failure, then);
          } else if (subscription.isPositioned()) {
            readPosition(session, order, subscription, then);
          } else {
            then.accept(
                prepared(order, subscription, new Recovery.Outcome(StreamPosition.NONE)), null);
          }
        });
  }

  private static Subscription.Terms terms(Order order) {
    ChannelOptions options = order.options();
    ChannelOverrides overrides = order.grant().options().overrides();
    Command.Subscribe wish = order.wish();
    boolean recoverable =
        options.hasHistory() && orElse(overrides.forceRecovery(), options.recovery());
    boolean positioned =
        recoverable
            || (options.hasHistory()
                && orElse(overrides.forcePositioning(), options.positioning()));
    boolean announces = orElse(overrides.joinLeave(), options.joinLeave());
    boolean hearsJoins =
        options.joinLeave()
            && (orElse(overrides.forcePushJoinLeave(), options.forceJoinLeave())
                || (wish != null && wish.joinLeave()));
    boolean delta = options.delta() && positioned && wish != null && wish.delta().equals("fossil");
    return new Subscription.Terms(
        options,
        order.serverSide(),
        positioned,
        recoverable,
        orElse(overrides.presence(), options.presence()),
        announces,
        hearsJoins,
        delta,
        order.filter(),
        order.grant().options().info(),
        order.grant().options().data(),
        order.grant().byProxy());
  }

  private void readPosition(
      Session session,
      Order order,
      Subscription subscription,
      BiConsumer<@Nullable Prepared, @Nullable Throwable> then) {
    Command.Subscribe wish = order.wish();
    Duration metaTtl = order.options().historyMetaTtl();
    HistoryQuery query;
    if (wish == null || !wish.recover() || !subscription.terms().recoverable()) {
      query = new HistoryQuery(null, 0, false);
    } else if (order.options().recoveryMode() == RecoveryMode.CACHE) {
      query = new HistoryQuery(null, 1, true);
    } else {
      query =
          new HistoryQuery(
              new StreamPosition(wish.offset(), wish.epoch()),
              session.live().config().limits().recoveryPublications(),
              false);
    }
    session.await(
        query.limit() == 0
            ? services.broker().history(order.channel(), query, metaTtl)
            : services.hub().recover(session.loopIndex(), order.channel(), query, metaTtl),
        (page, failure) -> {
          if (subscription.isEnded()) {
            then.accept(null, new BrokerUnavailableException("unsubscribed meanwhile"));
          } else if (page == null) {
            fail(session, subscription, failure, then);
          } else if (subscription.overflowed()) {
            fail(
                session,
                subscription,
                new BrokerUnavailableException("the channel was too busy to join it"),
                then);
          } else {
            positioned(session, order, subscription, page, then);
          }
        });
  }

  private void positioned(
      Session session,
      Order order,
      Subscription subscription,
      HistoryPage page,
      BiConsumer<@Nullable Prepared, @Nullable Throwable> then) {
    services.hub().notePosition(order.channel(), page);
    Recovery.Outcome outcome = Recovery.evaluate(order, subscription.terms(), page);
    Command.Subscribe wish = order.wish();
    if (wish != null
        && wish.recover()
        && !outcome.recovered()
        && (wish.flag() & Command.Subscribe.REJECT_UNRECOVERED) != 0) {
      fail(session, subscription, new UnrecoveredException(), then);
    } else {
      then.accept(prepared(order, subscription, outcome), null);
    }
  }

  private void fail(
      Session session,
      Subscription subscription,
      @Nullable Throwable failure,
      BiConsumer<@Nullable Prepared, @Nullable Throwable> then) {
    session.removeSubscription(subscription.channel());
    subscription.end();
    services.hub().leave(session.loopIndex(), subscription);
    then.accept(null, failure);
  }

  private Prepared prepared(Order order, Subscription subscription, Recovery.Outcome outcome) {
    Subscription.Terms terms = subscription.terms();
    long expireAt = subscription.expireAt();
    boolean expires = expireAt > 0 && !terms.renewedByProxy();
    Command.Subscribe wish = order.wish();
    Result.Subscribed result =
        new Result.Subscribed(
            expires,
            expires ? Ttl.seconds(expireAt, services.clock()) : 0,
            terms.recoverable(),
            outcome.told(),
            outcome.publications(),
            outcome.recovered(),
            terms.positioned(),
            terms.data(),
            wish != null && wish.recover() && terms.recoverable(),
            terms.delta());
    return new Prepared(subscription, result, outcome.from(), outcome.hasBase());
  }

  /** Lets a subscription begin to deliver; its answer has been written. */
  void complete(Session session, Prepared prepared) {
    Subscription subscription = prepared.subscription();
    if (session.isClosed() || subscription.isEnded()) {
      return;
    }
    subscription.goLive(prepared.from(), prepared.hasBase());
    if (session.isClosed()) {
      return; // what was held could not be sent
    }
    Subscription.Terms terms = subscription.terms();
    if (terms.presence()) {
      SubscribeFlow.logged(
          services
              .broker()
              .addPresence(
                  subscription.channel(),
                  subscription.info(),
                  session.live().config().client().presenceTtl()),
          "presence comes with its next renewal",
          subscription.channel());
      session.clockwork().presenceChanged();
    }
    if (terms.announces()) {
      SubscribeFlow.logged(
          services.broker().publishJoin(subscription.channel(), subscription.info()),
          "a join is not announced",
          subscription.channel());
    }
    if (subscription.expireAt() > 0) {
      session.clockwork().expiryChanged();
    }
  }
}
