package dev.realtime.operator.signal;

import java.time.Instant;

/**
 * Everything that is known about a service at one moment; immutable.
 *
 * @param at the moment
 */
public record Observations(SeriesView series, Facts facts, Instant at) {}
