/**
 * The runbook at work: finds the services, gives each its samplers and its loop while this replica
 * leads, and takes them away again. The parts it puts together are explained in {@link
 * dev.realtime.operator.signal}.
 */
@NullMarked
package dev.realtime.operator.runbook;

import org.jspecify.annotations.NullMarked;
