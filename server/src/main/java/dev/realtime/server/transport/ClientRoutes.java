package dev.realtime.server.transport;

import dev.realtime.server.api.ApiRequest;
import dev.realtime.server.api.ApiResponse;
import dev.realtime.server.auth.OriginPolicy;
import dev.realtime.server.health.Health;
import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.protocol.Wires;
import dev.realtime.server.session.Flows;
import dev.realtime.server.session.Services;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the routes of the client port lead to.
 *
 * @param contextOf the context of an event loop
 * @param gate bounds sockets that are no clients yet
 * @param origins which pages may connect, as configured now
 * @param api the server API; fails requests with 404 where it is off
 * @param emulation where emulation requests go
 * @param compressing wires for clients that offer compression; null where that is off
 */
public record ClientRoutes(
    Services services,
    Flows flows,
    Admission admission,
    HandshakeGate gate,
    Health health,
    Function<EventLoop, LoopContext> contextOf,
    Supplier<OriginPolicy> origins,
    Function<ApiRequest, CompletionStage<ApiResponse>> api,
    EmulationRoute.Forwarder emulation,
    Wires.@Nullable Compressing compressing) {}
