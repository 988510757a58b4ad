@NullMarked
package dev.realtime.bench.report;

import org.jspecify.annotations.NullMarked;
