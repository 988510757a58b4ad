@NullMarked
package dev.realtime.bench.scenario;

import org.jspecify.annotations.NullMarked;
