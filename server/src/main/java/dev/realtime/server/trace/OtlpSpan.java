package dev.realtime.server.trace;

import dev.realtime.server.metrics.Outcome;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.util.Objects;
import java.util.function.BiConsumer;

/** A span of OpenTelemetry. */
record OtlpSpan(Tracer tracer, io.opentelemetry.api.trace.Span span) implements Span {
  @Override
  public boolean isRecording() {
    return span.isRecording();
  }

  @Override
  public void attribute(String key, String value) {
    span.setAttribute(key, value);
  }

  /** Address by its parts: a query might hold a secret. */
  @Override
  public Span call(String name, URI endpoint) {
    return new OtlpSpan(
        tracer,
        tracer
            .spanBuilder(name)
            .setParent(Context.root().with(span))
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("http.request.method", "POST")
            .setAttribute("url.scheme", endpoint.getScheme())
            .setAttribute("server.address", endpoint.getHost())
            .setAttribute("server.port", (long) port(endpoint))
            .setAttribute("url.path", endpoint.getPath())
            .startSpan());
  }

  private static int port(URI endpoint) {
    return endpoint.getPort() > 0
        ? endpoint.getPort()
        : endpoint.getScheme().equals("https") ? 443 : 80;
  }

  @Override
  public void propagate(BiConsumer<String, String> header) {
    W3CTraceContextPropagator.getInstance()
        .inject(
            Context.root().with(span),
            header,
            (to, name, value) -> Objects.requireNonNull(to).accept(name, value));
  }

  @Override
  public void end(Outcome outcome, int code) {
    span.setAttribute("realtime.outcome", outcome.label());
    if (code != 0) {
      span.setAttribute("realtime.code", (long) code);
    }
    if (outcome == Outcome.SERVER_ERROR) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }
}
