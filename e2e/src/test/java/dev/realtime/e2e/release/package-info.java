/** What a release is made of. */
@NullMarked
package dev.realtime.e2e.release;

import org.jspecify.annotations.NullMarked;
