@NullMarked
package dev.realtime.bench.target;

import org.jspecify.annotations.NullMarked;
