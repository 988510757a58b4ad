package dev.realtime.server.channel;

import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.config.ChannelNamesConfig;
import dev.realtime.server.config.ChannelOptions;
import dev.realtime.server.config.NamespaceConfig;
import dev.realtime.server.config.ServerConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads channel names. Immutable. */
public final class ChannelRules {
  private record Rules(ChannelOptions options, HistoryOptions history, @Nullable Pattern name) {}

  private final ChannelNamesConfig names;
  private final Rules unnamed;
  private final Map<String, Rules> namespaces = new HashMap<>();

  /** Rules as configured. */
  public ChannelRules(ServerConfig config) {
    this.names = config.channelNames();
    this.unnamed = rules(config.channels());
    for (NamespaceConfig namespace : config.namespaces()) {
      namespaces.put(namespace.name(), rules(namespace.options()));
    }
  }

  private static Rules rules(ChannelOptions options) {
    HistoryOptions history =
        options.hasHistory()
            ? new HistoryOptions(
                options.historySize(), options.historyTtl(), options.historyMetaTtl())
            : HistoryOptions.NONE;
    return new Rules(
        options,
        history,
        options.nameRegex().isEmpty() ? null : Pattern.compile(options.nameRegex()));
  }

  /** Whether this can be a name: not empty, and not longer than configured. */
  public boolean isName(String channel) {
    return !channel.isEmpty() && channel.length() <= names.maxLength();
  }

  /** Options of the channel; null if its namespace, or its name in it, is unknown. */
  public @Nullable ChannelOptions options(String channel) {
    Rules rules = rules(channel);
    return rules == null ? null : rules.options();
  }

  /** What is kept of the channel; {@link HistoryOptions#NONE} for unknown ones. */
  public HistoryOptions history(String channel) {
    Rules rules = rules(channel);
    return rules == null ? HistoryOptions.NONE : rules.history();
  }

  private @Nullable Rules rules(String channel) {
    int start = isPrivate(channel) ? names.privatePrefix().length() : 0;
    int boundary = channel.indexOf(names.namespaceBoundary(), start);
    Rules rules = boundary < 0 ? unnamed : namespaces.get(channel.substring(start, boundary));
    if (rules == null || rules.name() == null) {
      return rules;
    }
    String rest = channel.substring(boundary < 0 ? start : boundary + 1);
    return rules.name().matcher(rest).matches() ? rules : null;
  }

  /** Whether only a subscription token (or the backend) opens the channel. */
  public boolean isPrivate(String channel) {
    return channel.startsWith(names.privatePrefix());
  }

  /** Whether the name itself says which users may subscribe. */
  public boolean isUserLimited(String channel) {
    return channel.contains(names.userBoundary());
  }

  /** Whether the name, being user-limited, names this user. An empty user is never named. */
  public boolean namesUser(String channel, String user) {
    int boundary = channel.lastIndexOf(names.userBoundary());
    if (boundary < 0 || user.isEmpty()) {
      return false;
    }
    String users = channel.substring(boundary + names.userBoundary().length());
    char separator = names.userSeparator().charAt(0);
    int from = 0;
    while (from <= users.length()) {
      int to = users.indexOf(separator, from);
      int end = to < 0 ? users.length() : to;
      if (end - from == user.length() && users.startsWith(user, from)) {
        return true;
      }
      from = end + 1;
    }
    return false;
  }
}
