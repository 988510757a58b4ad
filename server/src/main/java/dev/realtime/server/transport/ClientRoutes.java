package dev.realtime.server.transport;

import dev.realtime.server.api.ApiHandler;
import dev.realtime.server.auth.OriginPolicy;
import dev.realtime.server.health.Health;
import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.protocol.Wires;
import dev.realtime.server.session.Flows;
import dev.realtime.server.session.Services;
import io.netty.channel.EventLoop;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the routes of the client port lead to.
 *
 * @param contextOf the context of an event loop
 * @param gate bounds sockets that are no clients yet
 * @param bodies bounds what requests bring
 * @param origins which pages may connect, as configured now
 * @param api the server API; refuses everybody where it is off
 * @param emulation where emulation requests go
 * @param compressing wires for clients that offer compression; null where that is off
 */
public record ClientRoutes(
    Services services,
    Flows flows,
    Admission admission,
    HandshakeGate gate,
    BodyMemory bodies,
    Health health,
    Function<EventLoop, LoopContext> contextOf,
    Supplier<OriginPolicy> origins,
    ApiHandler api,
    EmulationRoute.Forwarder emulation,
    Wires.@Nullable Compressing compressing) {}
