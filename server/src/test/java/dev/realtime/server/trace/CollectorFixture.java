package dev.realtime.server.trace;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** An OpenTelemetry collector: takes OTLP over HTTP, with the project's own message classes. */
public final class CollectorFixture implements AutoCloseable {
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** A span, and the attributes of whoever sent it. */
  public record Seen(Span span, Map<String, String> resource) {
    public Map<String, String> attributes() {
      return texts(span.getAttributesList());
    }

    public String trace() {
      return HexFormat.of().formatHex(span.getTraceId().toByteArray());
    }

    public String id() {
      return HexFormat.of().formatHex(span.getSpanId().toByteArray());
    }

    public String parent() {
      return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
    }
  }

  public CollectorFixture() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  private void take(HttpExchange exchange) throws IOException {
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    InputStream body =
        zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
    for (ResourceSpans from : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
      Map<String, String> resource = texts(from.getResource().getAttributesList());
      from.getScopeSpansList().stream()
          .flatMap(scope -> scope.getSpansList().stream())
          .forEach(span -> seen.add(new Seen(span, resource)));
    }
    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
    exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
    exchange.close();
  }

  /** Waits for the span of this name. */
  public Seen span(String name) {
    return await("a span " + name)
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> seen.stream().filter(one -> one.span().getName().equals(name)).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  public List<Seen> seen() {
    return seen;
  }

  public List<String> authorizations() {
    return authorizations;
  }

  private static Map<String, String> texts(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(
            Collectors.toMap(
                KeyValue::getKey,
                one ->
                    one.getValue().hasIntValue()
                        ? Long.toString(one.getValue().getIntValue())
                        : one.getValue().getStringValue()));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
