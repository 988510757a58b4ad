package dev.realtime.server.session;

import dev.realtime.server.auth.ConnectionClaims;
import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.auth.TokenOutcome;
import dev.realtime.server.config.AuthConfig;
import dev.realtime.server.config.ChannelOptions;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Disconnect;
import dev.realtime.server.message.ErrorCode;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Result;
import dev.realtime.server.metrics.Outcome;
import dev.realtime.server.metrics.Rejection;
import dev.realtime.server.proxy.ConnectAnswer;
import dev.realtime.server.proxy.ProxyKind;
import dev.realtime.server.proxy.ProxyOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a client in: by token, by the backend's word, or anonymously where that is allowed. */
final class ConnectFlow {
  private static final Logger log = LoggerFactory.getLogger(ConnectFlow.class);

  private final Services services;
  private final SubscribeFlow subscribe;

  ConnectFlow(Services services, SubscribeFlow subscribe) {
    this.services = services;
    this.subscribe = subscribe;
  }

  /** What lets a client in. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Admission(
      Identity identity, byte @Nullable [] data, Map<String, SubscribeOptions> subscriptions) {}

  void run(Call call, Command.Connect wish) {
    Session session = call.session();
    session.state(Session.State.CONNECTING);
    if (!wish.token().isEmpty()) {
      session.await(
          services.verifier().get().verifyConnection(wish.token()),
          (outcome, failure) -> {
            if (outcome == null) {
              refuse(call, Codes.INTERNAL);
              log.error("a token could not be verified", failure);
            } else {
              byToken(call, wish, outcome);
            }
          });
    } else if (services.proxies().has(ProxyKind.CONNECT.label())) {
      session.await(
          services
              .proxies()
              .connect(
                  ProxyClients.of(call, lowerCase(wish.headers())),
                  wish.name(),
                  wish.version(),
                  wish.data(),
                  List.copyOf(wish.subs().keySet())),
          (outcome, _) -> byBackend(call, wish, outcome));
    } else if (session.live().config().auth().anonymous()) {
      Identity anonymous = new Identity("", null, null, 0, false, lowerCase(wish.headers()));
      admit(call, wish, new Admission(anonymous, null, Map.of()));
    } else {
      session.about(log.atDebug()).log("no token, and anonymous clients are not let in");
      call.disconnect(Codes.BAD_REQUEST_CLOSE);
    }
  }

  private static Map<String, String> lowerCase(Map<String, String> headers) {
    if (headers.isEmpty()) {
      return Map.of();
    }
    Map<String, String> lower = HashMap.newHashMap(headers.size());
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return lower;
  }

  private void byToken(Call call, Command.Connect wish, TokenOutcome<ConnectionClaims> outcome) {
    Session session = call.session();
    switch (outcome) {
      case TokenOutcome.Expired<ConnectionClaims> _ -> refuse(call, Codes.TOKEN_EXPIRED);
      case TokenOutcome.Invalid<ConnectionClaims>(String reason) -> {
        session.about(log.atInfo()).log("invalid token: {}", reason);
        call.disconnect(Codes.INVALID_TOKEN);
      }
      case TokenOutcome.Unavailable<ConnectionClaims>(String reason) -> {
        log.warn("connection tokens cannot be verified now: {}", reason);
        refuse(call, Codes.INTERNAL);
      }
      case TokenOutcome.Valid<ConnectionClaims>(ConnectionClaims claims) -> {
        if (claims.user().isEmpty() && !session.live().config().auth().anonymous()) {
          call.disconnect(Codes.PERMISSION_DENIED_CLOSE);
          return;
        }
        Identity identity =
            new Identity(
                claims.user(),
                claims.info(),
                claims.meta(),
                claims.expireAt(),
                false,
                lowerCase(wish.headers()));
        admit(
            call,
            wish,
            new Admission(identity, null, all(claims.channels(), claims.subscriptions())));
      }
    }
  }

  private void byBackend(
      Call call, Command.Connect wish, @Nullable ProxyOutcome<ConnectAnswer> outcome) {
    switch (outcome) {
      case ProxyOutcome.Answered<ConnectAnswer>(ConnectAnswer answer) -> {
        Identity identity =
            new Identity(
                answer.user(),
                answer.info(),
                answer.meta(),
                answer.expireAt(),
                true,
                lowerCase(wish.headers()));
        admit(
            call,
            wish,
            new Admission(identity, answer.data(), all(answer.channels(), answer.subscriptions())));
      }
      case ProxyOutcome.Disconnected<ConnectAnswer>(int code, String reason) ->
          call.disconnect(new Disconnect(code, reason));
      case ProxyOutcome.Refused<ConnectAnswer>(int code, String message, boolean temporary) ->
          refuse(call, new ErrorCode(code, message, temporary));
      case ProxyOutcome.Failed<ConnectAnswer> failed -> {
        call.session().about(log.atDebug()).log("connect proxy: {}", failed.detail());
        refuse(call, Call.told(failed.failure()), Call.counted(failed.failure()));
      }
      case null -> refuse(call, Codes.INTERNAL);
    }
  }

  private static Map<String, SubscribeOptions> all(
      List<String> channels, Map<String, SubscribeOptions> subscriptions) {
    Map<String, SubscribeOptions> all = new LinkedHashMap<>();
    channels.forEach(channel -> all.put(channel, SubscribeOptions.NONE));
    all.putAll(subscriptions);
    return all;
  }

  /** Answers with an error; whatever the client sends after it is not looked at any more. */
  private void refuse(Call call, ErrorCode error) {
    refuse(call, error, Outcome.ofErrorCode(error.code()));
  }

  private void refuse(Call call, ErrorCode error, Outcome outcome) {
    Session session = call.session();
    if (session.connection().transport().unidirectional()) {
      call.disconnect(error.temporary() ? Codes.SERVER_ERROR : Codes.EXPIRED_CONNECTION, outcome);
      return;
    }
    session.state(Session.State.REFUSED);
    session.commands().clear();
    call.error(error, outcome);
    session.clockwork().awaitDeparture();
  }

  private void admit(Call call, Command.Connect wish, Admission admission) {
    Session session = call.session();
    Live live = session.live();
    Identity identity = admission.identity();
    session.identity(identity);
    if (!services
        .registry()
        .admit(session, identity.user(), live.config().limits().connectionsPerUser())) {
      services.metrics().rejected(Rejection.CONNECTIONS_PER_USER);
      call.disconnect(Codes.CONNECTION_LIMIT);
      return;
    }
    Map<String, SubscribeOptions> channels = new LinkedHashMap<>(admission.subscriptions());
    AuthConfig auth = live.config().auth();
    if (auth.userChannel() && !identity.user().isEmpty()) {
      channels.put(
          auth.userChannelPrefix() + live.config().channelNames().userBoundary() + identity.user(),
          SubscribeOptions.NONE);
    }
    if (channels.size() > live.config().limits().channelsPerClient()) {
      call.disconnect(Codes.CHANNEL_LIMIT);
      return;
    }
    new ServerSide(call, wish, admission, channels).begin();
  }

  /** The server-side subscriptions of one connect command, and then its answer. */
  private final class ServerSide {
    private final Call call;
    private final Session session;
    private final Command.Connect wish;
    private final Admission admission;
    private final Map<String, SubscribeOptions> channels;
    private final List<SubscriptionMaker.Prepared> made = new ArrayList<>();
    private int pending;
    private boolean failed;

    ServerSide(
        Call call,
        Command.Connect wish,
        Admission admission,
        Map<String, SubscribeOptions> channels) {
      this.call = call;
      this.session = call.session();
      this.wish = wish;
      this.admission = admission;
      this.channels = channels;
    }

    void begin() {
      pending = 1;
      channels.forEach(this::prepare);
      settle(null);
    }

    private void prepare(String channel, SubscribeOptions granted) {
      ChannelOptions options = session.live().rules().options(channel);
      if (options == null || !session.live().rules().isName(channel)) {
        session
            .about(log.atWarn(), channel)
            .log("the channel's namespace is not configured; what grants it is left out");
        return;
      }
      pending++;
      subscribe
          .maker()
          .prepare(
              session,
              new SubscriptionMaker.Order(
                  channel,
                  options,
                  new Grant(granted, 0, false),
                  true,
                  wish.subs().get(channel),
                  null),
              (prepared, failure) -> {
                if (prepared != null) {
                  made.add(prepared);
                }
                settle(failure);
              });
    }

    private void settle(@Nullable Throwable failure) {
      if (failure != null) {
        session.about(log.atDebug()).log("server-side subscription: {}", failure.toString());
        failed = true;
      }
      if (--pending > 0) {
        return;
      }
      if (failed) {
        for (SubscriptionMaker.Prepared prepared : made) {
          if (!prepared.subscription().isEnded()) {
            session.removeSubscription(prepared.subscription().channel());
            subscribe.leave(session, prepared.subscription());
          }
        }
        refuse(call, Codes.INTERNAL);
      } else {
        answer();
      }
    }

    private void answer() {
      TransportKind transport = session.connection().transport();
      if (transport.emulated()) {
        session.emulationId(UUID.randomUUID().toString());
        services.registry().emulated(session.emulationId(), session);
      }
      Map<String, Result.Subscribed> subs = new LinkedHashMap<>();
      made.removeIf(prepared -> prepared.subscription().isEnded()); // by the API, meanwhile
      for (SubscriptionMaker.Prepared prepared : made) {
        subs.put(prepared.subscription().channel(), prepared.result());
      }
      Identity identity = admission.identity();
      boolean expires = identity.expireAt() > 0 && !identity.renewedByProxy();
      Result.Connected result =
          new Result.Connected(
              session.id(),
              services.version(),
              expires,
              expires ? Ttl.seconds(identity.expireAt(), services.clock()) : 0,
              admission.data(),
              subs,
              transport.nativePings()
                  ? 0
                  : (int) session.live().config().client().pingInterval().toSeconds(),
              !transport.unidirectional() && !transport.nativePings(),
              session.emulationId(),
              transport.emulated() ? services.nodeId() : "");
      session.state(Session.State.CONNECTED);
      if (transport.unidirectional()) {
        session.outbox().push(new Push.Connected(result));
        call.done(this::goLive);
      } else {
        call.ok(result, this::goLive);
      }
    }

    private void goLive() {
      session.clockwork().connected();
      made.forEach(prepared -> subscribe.maker().complete(session, prepared));
    }
  }
}
