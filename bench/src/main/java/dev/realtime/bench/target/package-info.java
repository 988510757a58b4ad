/**
 * The servers that are measured: the project's own and its peers, each in a process of its own on
 * loopback.
 *
 * <p>A {@link dev.realtime.bench.target.Target} knows how to build and start one kind; {@link
 * dev.realtime.bench.target.Targets} lists them. All get the same {@link
 * dev.realtime.bench.target.TargetOptions}, so that what is on in one is on in the others.
 */
@NullMarked
package dev.realtime.bench.target;

import org.jspecify.annotations.NullMarked;
