/**
 * One client: who it is, what it is subscribed to, and what waits for it.
 *
 * <p>A transport gives each client a {@link dev.realtime.server.session.Session} and hands it the
 * commands that come in. {@link dev.realtime.server.session.CommandQueue} keeps their order and
 * tells the transport to stop reading while too many wait. A command goes to the flow of its kind:
 * {@link dev.realtime.server.session.ConnectFlow}, {@link
 * dev.realtime.server.session.SubscribeFlow}, {@link dev.realtime.server.session.RefreshFlow},
 * {@link dev.realtime.server.session.ChannelCommands}, {@link dev.realtime.server.session.RpcFlow};
 * flows have no state of their own and are shared by all clients. They ask {@code auth}, {@code
 * proxy}, {@code hub} and {@code broker}, whose answers come on any thread, and come back to the
 * client's event loop with them.
 *
 * <p>Everything for the client goes through its {@link dev.realtime.server.session.Outbox}, which
 * gathers answers of one turn in one frame and is where a slow client meets its policy. A {@link
 * dev.realtime.server.session.Subscription} takes publications from the hub and decides which form
 * of them its client gets.
 *
 * <p>A session lives on one event loop; nothing of it is locked. {@link
 * dev.realtime.server.session.SessionRegistry} knows all sessions of the node and may be asked from
 * any thread. This package knows {@code hub}, {@code broker}, {@code auth}, {@code proxy} and the
 * vocabulary in {@code message}; nothing of bytes and sockets.
 */
@NullMarked
package dev.realtime.server.session;

import org.jspecify.annotations.NullMarked;
