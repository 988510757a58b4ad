package dev.realtime.server.proxy;

import dev.realtime.server.auth.SubscribeOptions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client may connect.
 *
 * @param user its user; empty for an anonymous one
 * @param expireAt when the connection has to be refreshed, seconds since the Unix epoch; 0 for
 *     never
 * @param info shown to others
 * @param data for the client, in its connect reply
 * @param meta for the server side alone; JSON
 * @param channels channels it is subscribed to by the server
 * @param subscriptions the same with options
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as they are, compared by nobody
public record ConnectAnswer(
    String user,
    long expireAt,
    byte @Nullable [] info,
    byte @Nullable [] data,
    byte @Nullable [] meta,
    List<String> channels,
    Map<String, SubscribeOptions> subscriptions)
    implements Expiring {}
