/**
 * The nodes of one service as one: who is there, what they tell each other, and the server API over
 * all of them.
 *
 * <p>Nodes talk through the broker's control channel in small JSON messages ({@link
 * dev.realtime.server.node.ControlMessage}). {@link dev.realtime.server.node.NodeRegistry} knows a
 * node by the message it sends every few seconds. {@link dev.realtime.server.node.Survey} asks all
 * known nodes and waits, within a bound, for every answer. {@link dev.realtime.server.node.Cluster}
 * ties these together and acts on what others ask, through {@link
 * dev.realtime.server.node.LocalClients}; {@link dev.realtime.server.node.ClusterApi} is the API's
 * backend on top.
 *
 * <p>What concerns connections is done here first and then told to the others, who do the same: it
 * works on this node even while the broker is in trouble, and the caller hears of that trouble.
 */
@NullMarked
package dev.realtime.server.node;

import org.jspecify.annotations.NullMarked;
