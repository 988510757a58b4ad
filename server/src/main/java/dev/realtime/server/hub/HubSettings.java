package dev.realtime.server.hub;

import dev.realtime.server.channel.ChannelRules;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Bounds of the hub.
 *
 * @param loopQueueBytes waiting for one loop; beyond, nothing more is taken
 * @param mostRestNanos that a loop rests from fan-out, see {@link FanOutPace}; asked each time
 * @param resubscribesPerSecond clients told to subscribe again, on the whole node; asked each time
 * @param repairPublications read from history for one repair; asked each time
 * @param positionCheckMillis between two looks at a quiet stream's position
 * @param lingerMillis a channel with a position is heard for after its last subscriber left
 * @param rules as configured now
 * @param onDelivered called on a loop after publications went to its subscribers, with the time the
 *     first of them was accepted, milliseconds since the Unix epoch
 */
public record HubSettings(
    long loopQueueBytes,
    LongSupplier mostRestNanos,
    IntSupplier resubscribesPerSecond,
    IntSupplier repairPublications,
    long positionCheckMillis,
    long lingerMillis,
    Supplier<ChannelRules> rules,
    LongConsumer onDelivered) {}
