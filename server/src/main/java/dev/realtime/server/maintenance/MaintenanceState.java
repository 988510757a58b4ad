package dev.realtime.server.maintenance;

import java.time.Instant;

/**
 * Whether maintenance is on.
 *
 * @param on new clients are refused
 * @param source who decided: a file, an environment variable or the configuration
 * @param since when it became so
 */
public record MaintenanceState(boolean on, String source, Instant since) {}
