package dev.realtime.server.session;

import dev.realtime.server.channel.ChannelRules;
import dev.realtime.server.config.ServerConfig;

/**
 * What a reload replaces, as a whole.
 *
 * @param config in force
 * @param rules made from it
 */
public record Live(ServerConfig config, ChannelRules rules) {
  /** From a configuration. */
  public static Live of(ServerConfig config) {
    return new Live(config, new ChannelRules(config));
  }
}
