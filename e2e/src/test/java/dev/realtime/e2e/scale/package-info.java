/** Tests of the reports about many services and about starts. */
@NullMarked
package dev.realtime.e2e.scale;

import org.jspecify.annotations.NullMarked;
