package dev.realtime.server.trace;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where spans come from. Any thread. */
public interface Tracing extends AutoCloseable {
  /** No tracing: begins {@link Span#NONE}, and costs nothing. */
  Tracing OFF = new Off();

  /**
   * Begins the span of a request, as the root of a trace.
   *
   * @param name of few values, as in {@code publish}
   */
  Span begin(String name);

  /**
   * Begins the span of a request, in the trace of its caller where that sent one.
   *
   * @param headers the caller's, looked up by name without regard to case
   */
  Span begin(String name, UnaryOperator<@Nullable String> headers);

  /** Whether {@code traceparent} at a client's handshake counts. */
  boolean trustsClients();

  /** Sends what waits, for a few seconds at most. */
  @Override
  void close();

  /** Tracing that is off. */
  final class Off implements Tracing {
    private Off() {}

    @Override
    public Span begin(String name) {
      return Span.NONE;
    }

    @Override
    public Span begin(String name, UnaryOperator<@Nullable String> headers) {
      return Span.NONE;
    }

    @Override
    public boolean trustsClients() {
      return false;
    }

    @Override
    public void close() {}
  }
}
