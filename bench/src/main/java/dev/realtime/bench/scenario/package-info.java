/**
 * What is measured: one class for each question, all built on {@link
 * dev.realtime.bench.scenario.Session}.
 *
 * <p>A scenario runs against one target at a time and leaves {@link
 * dev.realtime.bench.scenario.Result}s; the runner takes the targets in turn within a round, so
 * that a ratio compares what was measured minutes apart at most, and repeats rounds for the spread.
 * Every scenario checks order and completeness for every subscriber; what is wrong stands in the
 * result as a problem and in the report.
 */
@NullMarked
package dev.realtime.bench.scenario;

import org.jspecify.annotations.NullMarked;
