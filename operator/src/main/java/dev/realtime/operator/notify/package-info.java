/**
 * Tells people, and never stands in the way of a repair.
 *
 * <p>What is worth telling follows from the status of a run alone ({@link
 * dev.realtime.operator.notify.Announcements}); which of it has been told stands in {@code
 * status.notified}. The difference is the outbox: nothing is lost when the operator dies, and
 * nothing is told twice by the same operator. Delivery is at least once, with a key that stays the
 * same, so that receivers can tell a repetition.
 *
 * <p>Each delivery runs on a virtual thread of its own, with growing pauses between attempts, and
 * is given up after ten minutes or when the receiver says that it will never take it (4xx). What
 * was not delivered is not offered again; it counts in {@code
 * realtime_runbook_notifications_total}. An Alertmanager alone is posted the alert again every few
 * minutes while the run is open, as by each of its clients; of that nothing is written.
 */
@NullMarked
package dev.realtime.operator.notify;

import org.jspecify.annotations.NullMarked;
