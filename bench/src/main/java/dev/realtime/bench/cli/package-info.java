/** The command behind {@code ./dev bench}. */
@NullMarked
package dev.realtime.bench.cli;

import org.jspecify.annotations.NullMarked;
