/**
 * What channels rest on: publish, history, presence and messages between nodes, behind the one
 * small interface {@link dev.realtime.server.broker.Broker}.
 *
 * <p>A broker knows channels by name and nothing of clients. The hub subscribes it to a channel
 * when the first local subscriber comes and unsubscribes it after the last one left; what arrives
 * goes to one {@link dev.realtime.server.broker.BrokerListener}, in order for each channel.
 *
 * <p>This is the rightmost package of the server's chain {@code transport → protocol → session →
 * hub → broker}; it knows none of the others.
 */
@NullMarked
package dev.realtime.server.broker;

import org.jspecify.annotations.NullMarked;
