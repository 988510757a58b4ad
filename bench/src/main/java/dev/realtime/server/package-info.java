/** Micro-benchmarks of the server; in its package, for what they measure is not public. */
@NullMarked
package dev.realtime.server;

import org.jspecify.annotations.NullMarked;
