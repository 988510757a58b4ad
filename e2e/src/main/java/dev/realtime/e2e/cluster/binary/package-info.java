/**
 * The programs of the cluster, built from source and kept in the cache.
 *
 * <p>{@link dev.realtime.e2e.cluster.binary.Program} lists them, {@link
 * dev.realtime.e2e.cluster.binary.Binaries} builds what is missing. The Go modules below {@code
 * e2e/tools} pin every byte that goes in, by {@code go.sum}.
 */
@NullMarked
package dev.realtime.e2e.cluster.binary;

import org.jspecify.annotations.NullMarked;
