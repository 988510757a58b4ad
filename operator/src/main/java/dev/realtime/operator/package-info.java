/** The operator: reconciles a {@code RealtimeService} and works its runbook. */
@NullMarked
package dev.realtime.operator;

import org.jspecify.annotations.NullMarked;
