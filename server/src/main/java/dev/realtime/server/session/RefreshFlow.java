package dev.realtime.server.session;

import dev.realtime.server.auth.ConnectionClaims;
import dev.realtime.server.auth.SubscriptionClaims;
import dev.realtime.server.auth.TokenOutcome;
import dev.realtime.server.config.AuthConfig;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Disconnect;
import dev.realtime.server.message.Result;
import dev.realtime.server.proxy.ProxyKind;
import dev.realtime.server.proxy.ProxyOutcome;
import dev.realtime.server.proxy.RefreshAnswer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews connections and subscriptions, or lets them expire. Times are in seconds. */
final class RefreshFlow {
  private static final Logger log = LoggerFactory.getLogger(RefreshFlow.class);

  private final Services services;

  RefreshFlow(Services services) {
    this.services = services;
  }

  void run(Call call, Command.Refresh wish) {
    if (wish.token().isEmpty()) {
      call.disconnect(Codes.BAD_REQUEST_CLOSE);
      return;
    }
    call.session()
        .await(
            services.verifier().get().verifyConnection(wish.token()),
            (outcome, failure) -> renewed(call, outcome, failure));
  }

  private void renewed(
      Call call, @Nullable TokenOutcome<ConnectionClaims> outcome, @Nullable Throwable failure) {
    Session session = call.session();
    switch (outcome) {
      case TokenOutcome.Expired<ConnectionClaims> _ -> call.disconnect(Codes.EXPIRED_CONNECTION);
      case TokenOutcome.Invalid<ConnectionClaims>(String reason) -> {
        session.about(log.atInfo()).log("refresh with an invalid token: {}", reason);
        call.disconnect(Codes.INVALID_TOKEN);
      }
      case TokenOutcome.Unavailable<ConnectionClaims>(String reason) -> {
        log.warn("connection tokens cannot be verified now: {}", reason);
        call.error(Codes.INTERNAL);
      }
      case TokenOutcome.Valid<ConnectionClaims>(ConnectionClaims claims) -> {
        if (!claims.user().equals(session.user())) {
          call.disconnect(Codes.INVALID_TOKEN);
          return;
        }
        session.identity(session.identity().renewed(claims.expireAt(), claims.info()));
        session.clockwork().expiryChanged();
        boolean expires = claims.expireAt() > 0;
        call.ok(
            new Result.Refreshed(
                session.id(), services.version(), expires, expires ? ttl(claims.expireAt()) : 0));
      }
      case null -> call.brokerFailed(failure == null ? new IllegalStateException() : failure);
    }
  }

  private long ttl(long expireAt) {
    return Ttl.seconds(expireAt, services.clock());
  }

  void run(Call call, Command.SubRefresh wish) {
    Subscription subscription = call.session().subscription(wish.channel());
    if (wish.channel().isEmpty()) {
      call.error(Codes.BAD_REQUEST);
    } else if (subscription == null) {
      call.error(Codes.PERMISSION_DENIED);
    } else if (subscription.terms().serverSide()) {
      call.disconnect(Codes.BAD_REQUEST_CLOSE);
    } else if (wish.token().isEmpty()) {
      call.error(Codes.BAD_REQUEST);
    } else {
      call.session()
          .await(
              services.verifier().get().verifySubscription(wish.token()),
              (outcome, failure) -> subscriptionRenewed(call, subscription, outcome, failure));
    }
  }

  private void subscriptionRenewed(
      Call call,
      Subscription subscription,
      @Nullable TokenOutcome<SubscriptionClaims> outcome,
      @Nullable Throwable failure) {
    Session session = call.session();
    switch (outcome) {
      case TokenOutcome.Expired<SubscriptionClaims> _ -> {
        // The SDK subscribes again, is answered 109 and fetches another token.
        session.endSubscription(subscription, Codes.SUBSCRIPTION_EXPIRED);
        call.error(Codes.SUBSCRIPTION_TOKEN_EXPIRED);
      }
      case TokenOutcome.Invalid<SubscriptionClaims> _ -> call.disconnect(Codes.INVALID_TOKEN);
      case TokenOutcome.Unavailable<SubscriptionClaims>(String reason) -> {
        log.warn("subscription tokens cannot be verified now: {}", reason);
        call.error(Codes.INTERNAL);
      }
      case TokenOutcome.Valid<SubscriptionClaims>(SubscriptionClaims claims) -> {
        if (!SubscribeFlow.isFor(claims, session, subscription.channel())) {
          call.disconnect(Codes.INVALID_TOKEN);
          return;
        }
        subscription.expireAt(claims.expireAt());
        session.clockwork().expiryChanged();
        boolean expires = claims.expireAt() > 0;
        call.ok(new Result.SubscriptionRefreshed(expires, expires ? ttl(claims.expireAt()) : 0));
      }
      case null -> call.brokerFailed(failure == null ? new IllegalStateException() : failure);
    }
  }

  private long now() {
    return services.clock().instant().getEpochSecond();
  }

  /** A token lets in for so much longer than it says, so that clocks may differ. */
  private long grace(boolean renewedByProxy) {
    AuthConfig auth = services.live().get().config().auth();
    return auth.refreshGrace().toSeconds() + (renewedByProxy ? 0 : auth.leeway().toSeconds());
  }

  /** Closes a connection that was not renewed in time, or asks the backend to renew it. */
  void expireConnection(Session session) {
    long expireAt = session.identity().expireAt();
    if (expireAt == 0 || now() < expireAt) {
      return;
    }
    if (now() > expireAt + grace(session.identity().renewedByProxy())) {
      session.disconnect(Codes.EXPIRED_CONNECTION);
    } else if (session.identity().renewedByProxy() && !session.isRenewing()) {
      if (!services.proxies().has(ProxyKind.REFRESH.label())) {
        session.disconnect(Codes.EXPIRED_CONNECTION);
        return;
      }
      session.renewing(true);
      session.await(
          services.proxies().refresh(ProxyClients.of(session)),
          (outcome, _) -> backendRenewed(session, outcome));
    }
  }

  private static void backendRenewed(
      Session session, @Nullable ProxyOutcome<RefreshAnswer> outcome) {
    session.renewing(false);
    if (outcome instanceof ProxyOutcome.Answered<RefreshAnswer>(RefreshAnswer answer)) {
      if (answer.expired()) {
        session.disconnect(Codes.EXPIRED_CONNECTION);
      } else {
        session.identity(session.identity().renewed(answer.expireAt(), answer.info()));
        session.clockwork().expiryChanged();
      }
    } else if (outcome instanceof ProxyOutcome.Disconnected<RefreshAnswer>(int code, String why)) {
      session.disconnect(new Disconnect(code, why));
    } // else: nobody answered; it is asked again until the grace is over
  }

  /** Ends a subscription that was not renewed in time, or asks the backend to renew it. */
  void expireSubscription(Session session, Subscription subscription) {
    long expireAt = subscription.expireAt();
    if (expireAt == 0 || now() < expireAt) {
      return;
    }
    boolean asks =
        subscription.terms().renewedByProxy()
            && services.proxies().has(ProxyKind.SUB_REFRESH.label());
    if (now() > expireAt + grace(subscription.terms().renewedByProxy())
        || (subscription.terms().renewedByProxy() && !asks)) {
      end(session, subscription);
    } else if (asks && !subscription.isRenewing()) {
      subscription.renewing(true);
      session.await(
          services
              .proxies()
              .subRefresh(
                  ProxyKind.SUB_REFRESH.label(), ProxyClients.of(session), subscription.channel()),
          (outcome, _) -> {
            subscription.renewing(false);
            if (subscription.isEnded()) {
              return; // left meanwhile; the answer says nothing about one made since
            }
            if (outcome instanceof ProxyOutcome.Answered<RefreshAnswer>(RefreshAnswer answer)) {
              if (answer.expired()) {
                end(session, subscription);
              } else {
                subscription.expireAt(answer.expireAt());
              }
            }
          });
    }
  }

  private static void end(Session session, Subscription subscription) {
    if (subscription.terms().serverSide()) {
      session.disconnect(Codes.EXPIRED_SUBSCRIPTION);
    } else {
      session.endSubscription(subscription, Codes.SUBSCRIPTION_EXPIRED);
    }
  }
}
