/**
 * What is measured from outside of a process, and what is made of repeated measurements.
 *
 * <p>CPU time, memory and files come from {@code /proc} ({@link
 * dev.realtime.bench.measure.ProcessFacts}); a target is never asked for figures about itself.
 */
@NullMarked
package dev.realtime.bench.measure;

import org.jspecify.annotations.NullMarked;
