/**
 * Scenarios on a real cluster: the operator runs the sample service, and clients of the official
 * SDKs use it while something happens to it.
 */
@NullMarked
package dev.realtime.e2e.scenario;

import org.jspecify.annotations.NullMarked;
