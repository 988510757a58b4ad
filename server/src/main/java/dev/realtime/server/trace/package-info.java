/**
 * OpenTelemetry traces, off unless {@code tracing.endpoint} is set.
 *
 * <p>Each command of a client and each call of the server API is a span of kind SERVER; each
 * question to the application's backend is a span of kind CLIENT below it, and takes the trace
 * there in the header {@code traceparent}. A call of the API goes on with the trace of its caller.
 * Commands are roots of their own: a connection lasts for days, and a trace should end.
 *
 * <p>The rest of the server knows {@link dev.realtime.server.trace.Tracing} and {@link
 * dev.realtime.server.trace.Span} only. Where tracing is off these are constants that do nothing,
 * and no class of OpenTelemetry is loaded.
 */
@NullMarked
package dev.realtime.server.trace;

import org.jspecify.annotations.NullMarked;
