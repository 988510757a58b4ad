/**
 * The commands behind {@code ./dev}, one class each.
 *
 * <p>{@link dev.realtime.e2e.cli.Main} lists them. The script finds a JDK, sees that the classes
 * are compiled, and hands over.
 */
@NullMarked
package dev.realtime.e2e.cli;

import org.jspecify.annotations.NullMarked;
