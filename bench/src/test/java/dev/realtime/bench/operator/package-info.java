@NullMarked
package dev.realtime.bench.operator;

import org.jspecify.annotations.NullMarked;
