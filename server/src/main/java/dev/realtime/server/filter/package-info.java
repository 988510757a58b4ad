/**
 * Publication filters: a subscriber asks for a channel with a condition on the publications' tags,
 * and gets only what matches.
 *
 * <p>A filter saves bandwidth; it is no access control, for history and recovery of the channel are
 * open to the subscriber. It comes from a client, so it is checked once, when the subscription is
 * made ({@link dev.realtime.server.filter.TagFilter#compile}), and its evaluation is bounded.
 */
@NullMarked
package dev.realtime.server.filter;

import org.jspecify.annotations.NullMarked;
