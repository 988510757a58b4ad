/**
 * Load in processes of its own.
 *
 * <p>The runner starts {@link dev.realtime.bench.worker.WorkerMain} as often as needed, each a
 * {@link dev.realtime.bench.load.Generator}, and speaks to it in lines of JSON over its standard
 * input and output: one {@link dev.realtime.bench.worker.WorkerCommand}, one answer. {@link
 * dev.realtime.bench.worker.Workers} makes several look like one.
 */
@NullMarked
package dev.realtime.bench.worker;

import org.jspecify.annotations.NullMarked;
