@NullMarked
package dev.realtime.bench.load;

import org.jspecify.annotations.NullMarked;
