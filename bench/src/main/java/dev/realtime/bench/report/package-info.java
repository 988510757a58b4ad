/**
 * Turns results into a report: {@code results.json} with every figure, {@code report.md} with
 * medians, spread and ratios, and plots as SVG.
 */
@NullMarked
package dev.realtime.bench.report;

import org.jspecify.annotations.NullMarked;
