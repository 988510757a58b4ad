/**
 * What the operator sees of a service, and how it gets to see it.
 *
 * <p>Data flows one way through the packages of the runbook:
 *
 * <pre>
 * signal    samplers, each on a schedule and a virtual thread of its own  → Sample, Fact
 *   ↓         kept in bounded memory (SeriesStore, FactStore) → Observations, an immutable snapshot
 * detect    pure: observations + thresholds + what status remembers + clock → phase of each symptom
 *   ↓
 * diagnose  pure: an ordered table of rules → causes with confidence and evidence → plan, a ladder
 *   ↓
 * guard     pure: may this rung be taken now? Allow, Hold, Refuse, NeedsApproval, DryRun
 *   ↓
 * remediate one class per action: precondition, apply, verify, way back
 *   ↓
 * incident  the state machine of a RunbookRun; the only place that writes, intent before action
 *   ↓
 * notify    tells people, from an outbox in the run's status; never in the way of a repair
 * </pre>
 *
 * <p>Three rules hold for every sampler. It never throws: what it cannot measure is a {@link
 * dev.realtime.operator.signal.Reading.Unknown} with the reason, and nothing downstream acts on
 * that. It never blocks anybody but itself: a sampler that hangs is one late sampler. And it is
 * bounded: in time by its timeout, in memory by the store's capacity, in size by its own limits on
 * what it reads.
 *
 * <p>Two kinds of data leave this package. A {@link dev.realtime.operator.signal.Sample} is a
 * number over time and ends in a series. A {@link dev.realtime.operator.signal.Fact} is the latest
 * state of something with structure (pods, rollout, Redis, a dependency), of which only the last is
 * kept.
 */
@NullMarked
package dev.realtime.operator.signal;

import org.jspecify.annotations.NullMarked;
