/** What the images promise: reproducible, rebuilt only when needed, and their programs run. */
@NullMarked
package dev.realtime.e2e.image;

import org.jspecify.annotations.NullMarked;
