package dev.realtime.server.session;

import dev.realtime.server.auth.SubscriptionClaims;
import dev.realtime.server.auth.TokenOutcome;
import dev.realtime.server.config.ChannelOptions;
import dev.realtime.server.config.ClientConfig;
import dev.realtime.server.filter.InvalidFilterException;
import dev.realtime.server.filter.TagFilter;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Result;
import dev.realtime.server.proxy.ProxyKind;
import dev.realtime.server.proxy.ProxyOutcome;
import dev.realtime.server.proxy.SubscribeAnswer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and ends subscriptions at a client's command: checks the request, asks for a grant, and
 * leaves the making to {@link SubscriptionMaker}.
 */
final class SubscribeFlow {
  private static final Logger log = LoggerFactory.getLogger(SubscribeFlow.class);

  private final Services services;
  private final SubscriptionMaker maker;

  SubscribeFlow(Services services) {
    this.services = services;
    this.maker = new SubscriptionMaker(services);
  }

  SubscriptionMaker maker() {
    return maker;
  }

  void run(Call call, Command.Subscribe wish) {
    Session session = call.session();
    String channel = wish.channel();
    ChannelAccess.Lookup found = ChannelAccess.look(session, channel);
    ChannelOptions options = found.options();
    if (options == null) {
      call.error(found.error() == null ? Codes.UNKNOWN_CHANNEL : found.error());
    } else if (session.subscription(channel) != null) {
      call.error(Codes.ALREADY_SUBSCRIBED);
    } else if (session.subscriptions() >= session.live().config().limits().channelsPerClient()
        || isFull(channel, options)) {
      call.error(Codes.LIMIT_EXCEEDED);
    } else if (wish.type() != 0 || (wish.filter() != null && !options.tagsFilter())) {
      call.error(Codes.NOT_AVAILABLE);
    } else {
      TagFilter filter;
      try {
        filter = wish.filter() == null ? null : TagFilter.compile(wish.filter());
      } catch (InvalidFilterException e) {
        session.about(log.atDebug(), channel).log("filter refused: {}", e.getMessage());
        call.error(Codes.BAD_REQUEST);
        return;
      }
      authorize(call, wish, options, filter);
    }
  }

  private boolean isFull(String channel, ChannelOptions options) {
    return options.maxSubscribers() > 0
        && services.hub().subscribers(channel) >= options.maxSubscribers();
  }

  private void authorize(
      Call call, Command.Subscribe wish, ChannelOptions options, @Nullable TagFilter filter) {
    Session session = call.session();
    if (!wish.token().isEmpty()) {
      session.await(
          services.verifier().get().verifySubscription(wish.token()),
          (outcome, failure) -> {
            if (outcome == null) {
              call.brokerFailed(failure == null ? new IllegalStateException() : failure);
            } else {
              byToken(call, wish, options, filter, outcome);
            }
          });
    } else if (options.subscribeProxy() && !session.live().rules().isUserLimited(wish.channel())) {
      session.await(
          services
              .proxies()
              .subscribe(
                  ProxyKind.SUBSCRIBE.label(), ProxyClients.of(call), wish.channel(), wish.data()),
          (outcome, failure) -> {
            if (outcome instanceof ProxyOutcome.Answered<SubscribeAnswer>(SubscribeAnswer answer)) {
              make(
                  call,
                  wish,
                  options,
                  filter,
                  new Grant(answer.options(), answer.expireAt(), true));
            } else if (outcome == null) {
              call.brokerFailed(failure == null ? new IllegalStateException() : failure);
            } else {
              call.backendRefused(outcome);
            }
          });
    } else if (ChannelAccess.maySubscribe(options, session, wish.channel())) {
      make(call, wish, options, filter, Grant.PLAIN);
    } else {
      call.error(Codes.PERMISSION_DENIED);
    }
  }

  private void byToken(
      Call call,
      Command.Subscribe wish,
      ChannelOptions options,
      @Nullable TagFilter filter,
      TokenOutcome<SubscriptionClaims> outcome) {
    Session session = call.session();
    switch (outcome) {
      case TokenOutcome.Expired<SubscriptionClaims> _ ->
          call.error(Codes.SUBSCRIPTION_TOKEN_EXPIRED);
      case TokenOutcome.Invalid<SubscriptionClaims>(String reason) -> {
        session.about(log.atDebug(), wish.channel()).log("token refused: {}", reason);
        call.error(Codes.PERMISSION_DENIED);
      }
      case TokenOutcome.Unavailable<SubscriptionClaims>(String reason) -> {
        log.warn("subscription tokens cannot be verified now: {}", reason);
        call.error(Codes.INTERNAL);
      }
      case TokenOutcome.Valid<SubscriptionClaims>(SubscriptionClaims claims) -> {
        if (isFor(claims, session, wish.channel())) {
          make(call, wish, options, filter, new Grant(claims.options(), claims.expireAt(), false));
        } else {
          call.disconnect(Codes.INVALID_TOKEN);
        }
      }
    }
  }

  /** Whether a token was made for this client and channel. */
  static boolean isFor(SubscriptionClaims claims, Session session, String channel) {
    return claims.channel().equals(channel)
        && claims.user().equals(session.user())
        && (claims.client() == null || claims.client().equals(session.id()));
  }

  private void make(
      Call call,
      Command.Subscribe wish,
      ChannelOptions options,
      @Nullable TagFilter filter,
      Grant grant) {
    Session session = call.session();
    if (session.subscription(wish.channel()) != null) {
      call.error(Codes.ALREADY_SUBSCRIBED); // by the server, while this was being authorized
      return;
    }
    maker.prepare(
        session,
        new SubscriptionMaker.Order(wish.channel(), options, grant, false, wish, filter),
        (prepared, failure) -> {
          if (prepared == null) {
            answerFailure(call, failure);
          } else {
            call.ok(prepared.result(), () -> maker.complete(session, prepared));
          }
        });
  }

  private static void answerFailure(Call call, @Nullable Throwable failure) {
    if (failure instanceof SubscriptionMaker.UnrecoveredException) {
      call.error(Codes.UNRECOVERABLE_POSITION);
    } else {
      call.brokerFailed(failure == null ? new IllegalStateException("no reason") : failure);
    }
  }

  void unsubscribe(Call call, Command.Unsubscribe wish) {
    Session session = call.session();
    Subscription subscription = session.removeSubscription(wish.channel());
    if (subscription != null) {
      leave(session, subscription);
    }
    call.ok(new Result.Unsubscribed());
  }

  /**
   * Takes a subscription out of hub, presence and channel, without waiting for the broker; nothing
   * happens if it has ended.
   */
  void leave(Session session, Subscription subscription) {
    if (subscription.isEnded()) {
      return; // leaving twice would count another subscriber out
    }
    boolean entered = subscription.hasEntered();
    subscription.end();
    services.hub().leave(session.loopIndex(), subscription);
    if (!entered) {
      return;
    }
    if (subscription.terms().presence()) {
      String channel = subscription.channel();
      logged(
          services.broker().removePresence(channel, session.id(), session.user()),
          "presence stays until it expires",
          channel);
    }
    if (subscription.terms().announces()) {
      logged(
          services.broker().publishLeave(subscription.channel(), subscription.info()),
          "a leave is not announced",
          subscription.channel());
    }
  }

  void renewPresence(Subscription subscription) {
    ClientConfig config = services.live().get().config().client();
    logged(
        services
            .broker()
            .addPresence(subscription.channel(), subscription.info(), config.presenceTtl()),
        "presence is not renewed",
        subscription.channel());
  }

  static void logged(CompletionStage<Void> stage, String consequence, String channel) {
    stage.whenComplete(
        (_, failure) -> {
          if (failure != null) {
            log.atDebug()
                .addKeyValue("channel", channel)
                .log("{}: {}", consequence, failure.toString());
          }
        });
  }
}
