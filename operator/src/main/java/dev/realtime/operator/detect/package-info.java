/**
 * From observations to symptoms, by pure functions: nothing here reads a clock, the network or a
 * field that changes.
 *
 * <p>Each symptom has one {@link dev.realtime.operator.detect.SymptomRule}, which looks at one
 * moment and says bad, good, in between, or unknown. {@link dev.realtime.operator.detect.Detector}
 * adds time: a symptom is {@code Suspect} from the first bad moment, {@code Firing} when it has
 * been bad for the whole hold time, {@code Recovering} from the first good moment after that, and
 * {@code Healthy} again when it has been good for the recovery time. In between belongs to the
 * state it came from (hysteresis): it neither completes a hold time nor begins a recovery.
 *
 * <p>Rates are taken over half the hold time, and count as bad only while the newest readings are
 * bad too. An outage that is total is therefore suspect with the first reading and fires one hold
 * time later, while bursts never add up to one: each ends with its last bad reading, not when it
 * leaves the window.
 */
@NullMarked
package dev.realtime.operator.detect;

import org.jspecify.annotations.NullMarked;
