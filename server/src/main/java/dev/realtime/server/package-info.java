/**
 * The Realtime server: the command line ({@link dev.realtime.server.Main}), and the one place where
 * everything is put together ({@link dev.realtime.server.Server}).
 *
 * <p>Data flows one way through the packages: {@code transport} (sockets, HTTP, WebSocket) → {@code
 * protocol} (bytes to commands, replies to bytes) → {@code session} (one client) → {@code hub}
 * (channel to subscribers) → {@code broker} (memory or Redis). A package knows only those to its
 * right; beside them stand {@code message} (the vocabulary), {@code auth}, {@code proxy}, {@code
 * api}, {@code node}, {@code channel}, {@code maintenance}, {@code drain}, {@code health}, {@code
 * metrics}, {@code loop} and {@code config}. Publications come back the other way by callbacks: the
 * broker's listener, the hub's subscriber, the session's connection.
 */
@NullMarked
package dev.realtime.server;

import org.jspecify.annotations.NullMarked;
