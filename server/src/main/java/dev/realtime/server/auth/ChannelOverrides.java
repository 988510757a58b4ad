package dev.realtime.server.auth;

import org.jspecify.annotations.Nullable;

/**
 * Channel options set for one client instead of the namespace's; null leaves an option as it is.
 *
 * @param presence keep presence of this client
 * @param joinLeave tell others that it joined and left
 * @param forceRecovery make its subscription recoverable though it did not ask
 * @param forcePositioning watch its position in the stream though it did not ask
 * @param forcePushJoinLeave tell it of others' joins and leaves though it did not ask
 */
public record ChannelOverrides(
    @Nullable Boolean presence,
    @Nullable Boolean joinLeave,
    @Nullable Boolean forceRecovery,
    @Nullable Boolean forcePositioning,
    @Nullable Boolean forcePushJoinLeave) {

  /** Every option as the namespace says. */
  public static final ChannelOverrides NONE = new ChannelOverrides(null, null, null, null, null);

  /** The value set here, or the namespace's. */
  public static boolean orElse(@Nullable Boolean override, boolean namespaceOption) {
    return override != null ? override : namespaceOption;
  }
}
