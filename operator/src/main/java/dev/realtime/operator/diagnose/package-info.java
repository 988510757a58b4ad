/**
 * From a symptom to its causes, and from the causes to a plan; pure, like detection.
 *
 * <p>{@link dev.realtime.operator.diagnose.RuleTable} lists, for each symptom, the causes to look
 * for, in the order in which they are believed. Each {@link
 * dev.realtime.operator.diagnose.CauseRule} either finds nothing or returns a {@link
 * dev.realtime.operator.diagnose.Finding}: the cause, how sure it is, and the evidence. A fact that
 * is unknown or stale finds nothing. The first finding leads; the others are kept, since two things
 * can be broken at once.
 *
 * <p>{@link dev.realtime.operator.diagnose.Planner} turns findings into a ladder of actions, within
 * what the spec allows, which always ends with a person.
 *
 * <p>What is written down goes through {@link dev.realtime.operator.diagnose.Redaction}: bounded in
 * size and free of secrets.
 */
@NullMarked
package dev.realtime.operator.diagnose;

import org.jspecify.annotations.NullMarked;
