package dev.realtime.server.session;

import dev.realtime.server.channel.ChannelRules;
import dev.realtime.server.config.Access;
import dev.realtime.server.config.ChannelOptions;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Who may do what in a channel, as far as names and options tell. */
final class ChannelAccess {
  private ChannelAccess() {}

  /**
   * A channel's options, or what is wrong with it.
   *
   * @param options null if there is an error
   * @param error null if there are options
   */
  record Lookup(@Nullable ChannelOptions options, @Nullable ErrorCode error) {}

  static Lookup look(Session session, String channel) {
    ChannelRules rules = session.live().rules();
    if (!rules.isName(channel)) {
      return new Lookup(null, Codes.BAD_REQUEST);
    }
    ChannelOptions options = rules.options(channel);
    return options == null ? new Lookup(null, Codes.UNKNOWN_CHANNEL) : new Lookup(options, null);
  }

  static boolean allows(Access access, Session session, String channel) {
    return switch (access) {
      case NONE -> false;
      case SUBSCRIBER -> {
        Subscription subscription = session.subscription(channel);
        yield subscription != null && !subscription.isEnded();
      }
      case USER -> !session.user().isEmpty();
      case ANYONE -> true;
    };
  }

  /** Whether a client may subscribe without a token and without the backend's word. */
  static boolean maySubscribe(ChannelOptions options, Session session, String channel) {
    ChannelRules rules = session.live().rules();
    if (rules.isPrivate(channel)) {
      return false;
    }
    if (rules.isUserLimited(channel)) {
      return rules.namesUser(channel, session.user());
    }
    return allows(options.allowSubscribe(), session, channel);
  }
}
