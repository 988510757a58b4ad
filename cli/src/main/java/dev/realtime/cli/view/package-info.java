/** How things look on a terminal. Pure: objects in, lines out. */
@NullMarked
package dev.realtime.cli.view;

import org.jspecify.annotations.NullMarked;
