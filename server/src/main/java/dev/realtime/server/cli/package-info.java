/** Commands of the command line beside {@code serve}, one class each. */
@NullMarked
package dev.realtime.server.cli;

import org.jspecify.annotations.NullMarked;
