package dev.realtime.server.auth;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a connection token says.
 *
 * @param user id of the user; empty for an anonymous one
 * @param expireAt when the connection has to be refreshed, seconds since the Unix epoch; 0 for
 *     never. The claim {@code expire_at} where there is one, else {@code exp}
 * @param issuedAt claim {@code iat}, seconds since the Unix epoch; 0 if absent
 * @param id claim {@code jti}; empty if absent
 * @param info shown to other clients in presence, joins and publications: JSON text, or any bytes
 *     when they came as {@code b64info}
 * @param meta JSON object for the server side alone
 * @param channels channels the client is subscribed to by the server
 * @param subscriptions the same with options (claim {@code subs})
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as they are, compared by nobody
public record ConnectionClaims(
    String user,
    long expireAt,
    long issuedAt,
    String id,
    byte @Nullable [] info,
    byte @Nullable [] meta,
    List<String> channels,
    Map<String, SubscribeOptions> subscriptions) {}
