package dev.realtime.operator.guard;

import dev.realtime.api.v1alpha1.runbook.Action;
import java.time.Instant;

/**
 * An action that was carried out, as its run recorded it.
 *
 * @param generation generation of the service's spec it was carried out for
 */
public record PastAction(Action action, Instant at, long generation) {}
