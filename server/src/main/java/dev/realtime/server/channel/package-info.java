/**
 * What a channel's name means: its namespace and options, who it is limited to, and whether the
 * name is one at all.
 *
 * <p>{@link dev.realtime.server.channel.ChannelRules} is made from the configuration and replaced
 * as a whole when that is reloaded.
 */
@NullMarked
package dev.realtime.server.channel;

import org.jspecify.annotations.NullMarked;
