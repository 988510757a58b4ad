@NullMarked
package dev.realtime.bench.measure;

import org.jspecify.annotations.NullMarked;
