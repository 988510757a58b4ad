/**
 * {@code kubectl realtime}: what a person on call types.
 *
 * <p>One class per command. A command asks {@link dev.realtime.cli.Connection} for the cluster,
 * finds its service through {@link dev.realtime.cli.Services}, and lets {@code view} draw what it
 * found. Whatever changes a workload is a {@code RunbookRun} made in {@code run}, so that the
 * operator's guards judge it and the record of it stays; only {@code scale --replicas} changes the
 * spec, through its scale subresource, because that is what is meant by it.
 *
 * <p>Everything that can go wrong ends as a {@link dev.realtime.cli.Problem}: what was being done,
 * why it failed, and what to do about it.
 */
@NullMarked
package dev.realtime.cli;

import org.jspecify.annotations.NullMarked;
