/**
 * Sockets, HTTP and what clients come in by: WebSocket, server-sent events, HTTP streaming and
 * emulation requests.
 *
 * <p>A connection begins as HTTP: {@link dev.realtime.server.transport.RequestAssembler} gathers
 * one bounded request, within what {@link dev.realtime.server.transport.BodyMemory} has for all of
 * them, {@link dev.realtime.server.transport.Router} finds its route, {@link
 * dev.realtime.server.transport.Admission} decides whether the node takes another client. Then the
 * HTTP handlers leave the pipeline and one lean handler stays, {@link
 * dev.realtime.server.transport.WebSocketHandler} or {@link
 * dev.realtime.server.transport.StreamHandler}: the {@link dev.realtime.server.session.Connection}
 * of a {@link dev.realtime.server.session.Session}. It writes frames that are encoded already, past
 * any encoder.
 *
 * <p>{@link dev.realtime.server.transport.SocketPlatform} takes io_uring, epoll or NIO, whichever
 * is the best that works here. The management port ({@link
 * dev.realtime.server.transport.ManagementRoutes}) shares the event loops but not the routes.
 *
 * <p>This is the leftmost package of the chain {@code transport → protocol → session → hub →
 * broker}.
 */
@NullMarked
package dev.realtime.server.transport;

import org.jspecify.annotations.NullMarked;
