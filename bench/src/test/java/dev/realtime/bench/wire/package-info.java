@NullMarked
package dev.realtime.bench.wire;

import org.jspecify.annotations.NullMarked;
