package dev.realtime.server.session;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is.
 *
 * @param user empty for an anonymous one
 * @param info shown to others
 * @param meta for the server side alone; JSON
 * @param expireAt when it has to be renewed, seconds since the Unix epoch; 0 for never
 * @param renewedByProxy whether the backend is asked then; else the client sends another token
 * @param headers emulated ones, from the connect command
 */
@SuppressWarnings("ArrayRecordComponent")
record Identity(
    String user,
    byte @Nullable [] info,
    byte @Nullable [] meta,
    long expireAt,
    boolean renewedByProxy,
    Map<String, String> headers) {

  /** Before the client is connected. */
  static final Identity NONE = new Identity("", null, null, 0, false, Map.of());

  Identity expiringAt(long seconds) {
    return new Identity(user, info, meta, seconds, renewedByProxy, headers);
  }

  Identity renewed(long seconds, byte @Nullable [] newInfo) {
    return new Identity(
        user, newInfo == null ? info : newInfo, meta, seconds, renewedByProxy, headers);
  }
}
