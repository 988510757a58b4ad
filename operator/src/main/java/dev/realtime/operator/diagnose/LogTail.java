package dev.realtime.operator.diagnose;

import java.time.Instant;

/**
 * The end of a container's log.
 *
 * @param previous whether it is that of the container before the last restart
 */
public record LogTail(String pod, boolean previous, String text, Instant at) {}
