/**
 * Sends clients away without a reconnect storm.
 *
 * <p>An SDK that is closed comes back within a second. Closing everybody at once therefore moves
 * the whole load to the other nodes in that second. So clients are closed one after the other,
 * evenly over a window, each at a random moment of its slot, those with most subscriptions last:
 * they are the most expensive to take over, and by then the new node is warm.
 *
 * <p>The order of a drain, and the sum behind Kubernetes' {@code terminationGracePeriodSeconds}:
 *
 * <pre>
 *   told ─▶ not ready, still accepting ─▶ not accepting, closing at the pace ─▶ empty: exit
 *           └── grace (5 s): endpoints     └── window (20 s)                     │
 *               take seconds to notice                                           │
 *   └─────────────────────────── deadline (40 s): exit, come what may ───────────┘
 * </pre>
 */
@NullMarked
package dev.realtime.server.drain;

import org.jspecify.annotations.NullMarked;
