/**
 * What the load generator says and hears on a connection, for each protocol that a target speaks.
 *
 * <p>A {@link dev.realtime.bench.wire.Dialect} writes the few requests that a load needs and takes
 * incoming messages apart. Every payload carries a {@link dev.realtime.bench.wire.Marker}: which
 * stream, which sequence number, and when it ought to have been sent. A receiver finds markers by
 * looking for one byte, so that a delivery costs the generator no parsing; only the answers to
 * requests are parsed properly.
 */
@NullMarked
package dev.realtime.bench.wire;

import org.jspecify.annotations.NullMarked;
