package dev.realtime.server.broker;

import org.jspecify.annotations.Nullable;

/**
 * Who published, joined, left or is present.
 *
 * <p>The byte arrays are shared between threads and are never written to.
 *
 * @param user id of the user, empty for an anonymous one
 * @param client id of the connection, a UUID
 * @param connInfo information of the connection from its token or the connect proxy, as JSON (or
 *     bytes, for Protobuf clients)
 * @param chanInfo information that belongs to this subscription alone
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; copied never, for it is fanned out
public record ClientInfo(
    String user, String client, byte @Nullable [] connInfo, byte @Nullable [] chanInfo) {}
