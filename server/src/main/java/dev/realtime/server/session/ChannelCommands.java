package dev.realtime.server.session;

import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.config.Access;
import dev.realtime.server.config.ChannelOptions;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.ErrorCode;
import dev.realtime.server.message.Result;
import dev.realtime.server.metrics.Rejection;
import dev.realtime.server.proxy.ProxyKind;
import dev.realtime.server.proxy.ProxyOutcome;
import dev.realtime.server.proxy.PublishAnswer;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Publish, presence and history. */
final class ChannelCommands {
  private static final PublishAnswer AS_IS =
      new PublishAnswer(null, false, Map.of(), null, false, 0, "");

  private final Services services;

  ChannelCommands(Services services) {
    this.services = services;
  }

  /**
   * The channel's options if the command may go on; else it has been answered.
   *
   * @param feature whether the channel has what is asked for; else 108
   * @param access who may
   */
  private @Nullable ChannelOptions check(
      Call call,
      String channel,
      Predicate<ChannelOptions> feature,
      Function<ChannelOptions, Access> access) {
    ChannelAccess.Lookup found = ChannelAccess.look(call.session(), channel);
    ChannelOptions options = found.options();
    ErrorCode error = found.error();
    if (options != null) {
      if (!feature.test(options)) {
        error = Codes.NOT_AVAILABLE;
      } else if (!ChannelAccess.allows(access.apply(options), call.session(), channel)) {
        error = Codes.PERMISSION_DENIED;
      }
    }
    if (error != null) {
      call.error(error);
      return null;
    }
    return options;
  }

  void publish(Call call, Command.Publish wish) {
    if (wish.data().length == 0) {
      call.error(Codes.BAD_REQUEST);
      return;
    }
    ChannelOptions options =
        check(
            call,
            wish.channel(),
            _ -> true,
            // Where the backend decides, it decides alone.
            o -> o.publishProxy() ? Access.ANYONE : o.allowPublish());
    if (options == null) {
      return;
    }
    if (services.frozen().getAsBoolean()) {
      call.limited(Rejection.MAINTENANCE);
    } else if (!services.limits().publish(wish.channel(), options)) {
      call.limited(Rejection.RATE_PER_CHANNEL);
    } else if (services.hub().isOverloaded()) {
      call.limited(Rejection.BROKER_QUEUE);
    } else if (options.publishProxy()) {
      call.session()
          .await(
              services
                  .proxies()
                  .publish(
                      ProxyKind.PUBLISH.label(),
                      ProxyClients.of(call),
                      wish.channel(),
                      wish.data()),
              (outcome, failure) -> {
                if (outcome instanceof ProxyOutcome.Answered<PublishAnswer>(PublishAnswer answer)) {
                  publish(call, wish, options, answer);
                } else if (outcome == null) {
                  call.brokerFailed(failure == null ? new IllegalStateException() : failure);
                } else {
                  call.backendRefused(outcome);
                }
              });
    } else {
      publish(call, wish, options, AS_IS);
    }
  }

  private void publish(
      Call call, Command.Publish wish, ChannelOptions options, PublishAnswer answer) {
    Session session = call.session();
    Subscription own = session.subscription(wish.channel());
    byte[] replaced = answer.data();
    HistoryOptions history =
        answer.skipHistory() ? HistoryOptions.NONE : session.live().rules().history(wish.channel());
    finish(
        call,
        services
            .broker()
            .publish(
                new PublishRequest(
                    wish.channel(),
                    replaced == null ? wish.data() : replaced,
                    session.info(own == null ? null : own.terms().info()),
                    answer.tags(),
                    history,
                    options.delta() || answer.delta(),
                    answer.idempotencyKey(),
                    PublishRequest.DEFAULT_IDEMPOTENCY_TTL,
                    answer.version(),
                    answer.versionEpoch())),
        _ -> new Result.Published());
  }

  void presence(Call call, Command.Presence wish) {
    if (check(call, wish.channel(), ChannelOptions::presence, ChannelOptions::allowPresence)
        != null) {
      finish(call, services.broker().presence(wish.channel()), Result.Present::new);
    }
  }

  void presenceStats(Call call, Command.PresenceStats wish) {
    if (check(call, wish.channel(), ChannelOptions::presence, ChannelOptions::allowPresence)
        != null) {
      finish(
          call,
          services.broker().presenceStats(wish.channel()),
          stats -> new Result.PresentCounts(stats.clients(), stats.users()));
    }
  }

  void history(Call call, Command.History wish) {
    ChannelOptions options =
        check(call, wish.channel(), ChannelOptions::hasHistory, ChannelOptions::allowHistory);
    if (options == null) {
      return;
    }
    int most = call.session().live().config().limits().historyPublications();
    int limit = wish.limit() < 0 ? most : Math.min(wish.limit(), most);
    call.session()
        .await(
            services
                .broker()
                .history(
                    wish.channel(),
                    new HistoryQuery(wish.since(), limit, wish.reverse()),
                    options.historyMetaTtl()),
            (page, failure) -> {
              if (page == null) {
                call.brokerFailed(failure == null ? new IllegalStateException() : failure);
              } else if (isOfAnotherStream(wish.since(), page)) {
                call.error(Codes.UNRECOVERABLE_POSITION);
              } else {
                call.ok(new Result.PastPublications(page.publications(), page.top()));
              }
            });
  }

  private static boolean isOfAnotherStream(@Nullable StreamPosition since, HistoryPage page) {
    return since != null && !since.epoch().isEmpty() && !since.epoch().equals(page.top().epoch());
  }

  private static <T> void finish(Call call, CompletionStage<T> stage, Function<T, Result> result) {
    call.session()
        .await(
            stage,
            (value, failure) -> {
              if (value == null) {
                call.brokerFailed(failure == null ? new IllegalStateException() : failure);
              } else {
                call.ok(result.apply(value));
              }
            });
  }
}
