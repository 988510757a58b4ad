/** What the harness needs of this machine: commands, processes, locks, directories, progress. */
@NullMarked
package dev.realtime.e2e.cluster.sys;

import org.jspecify.annotations.NullMarked;
