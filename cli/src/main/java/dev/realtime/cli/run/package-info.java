/** RunbookRuns made by hand: creating one, and following it until its verdict. */
@NullMarked
package dev.realtime.cli.run;

import org.jspecify.annotations.NullMarked;
