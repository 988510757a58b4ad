package dev.realtime.server.trace;

import dev.realtime.server.config.TracingConfig;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Spans to a collector, in batches, from a bounded queue. A collector in trouble costs spans. */
public final class OtlpTracing implements Tracing {
  /** Who looks for a trace finds it while still looking. */
  private static final Duration SEND_EVERY = Duration.ofSeconds(1);

  /** The last spans may take this long at the end of the process; a pod is given 30 s in all. */
  private static final int GOODBYE_SECONDS = 2;

  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final boolean trustsClients;

  private OtlpTracing(SdkTracerProvider provider, boolean trustsClients) {
    this.provider = provider;
    this.tracer = provider.get("dev.realtime.server");
    this.trustsClients = trustsClients;
  }

  /**
   * Begins to trace; opens no connection yet.
   *
   * @param version of this program
   * @param node name of this one among the others
   * @throws IOException naming the file that cannot be read or makes no sense
   */
  public static Tracing start(TracingConfig config, String version, String node)
      throws IOException {
    if (!SLF4JBridgeHandler.isInstalled()) {
      // The library speaks to java.util.logging; without this its complaints were not in our log.
      SLF4JBridgeHandler.removeHandlersForRootLogger();
      SLF4JBridgeHandler.install();
    }
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(Resource.getDefault().merge(resource(config, version, node)))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.sampling())))
            .addSpanProcessor(
                BatchSpanProcessor.builder(Collector.exporter(config))
                    .setMaxQueueSize(config.queue())
                    .setScheduleDelay(SEND_EVERY)
                    .setMaxExportBatchSize(Math.min(512, config.queue()))
                    .build())
            .build();
    return new OtlpTracing(provider, config.trustClients());
  }

  private static Resource resource(TracingConfig config, String version, String node) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put("service.name", config.serviceName())
            .put("service.version", version)
            .put("service.instance.id", node);
    config.resource().forEach(attributes::put);
    return Resource.create(attributes.build());
  }

  @Override
  public Span begin(String name) {
    return begin(name, Context.root());
  }

  @Override
  public Span begin(String name, UnaryOperator<@Nullable String> headers) {
    return begin(
        name,
        W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), headers, HeaderGetter.INSTANCE));
  }

  private Span begin(String name, Context parent) {
    return new OtlpSpan(
        tracer,
        tracer.spanBuilder(name).setParent(parent).setSpanKind(SpanKind.SERVER).startSpan());
  }

  @Override
  public boolean trustsClients() {
    return trustsClients;
  }

  @Override
  public void close() {
    var _ = provider.shutdown().join(GOODBYE_SECONDS, TimeUnit.SECONDS);
  }

  private enum HeaderGetter implements TextMapGetter<UnaryOperator<@Nullable String>> {
    INSTANCE;

    @Override
    @SuppressWarnings("deprecation") // has to be there; the W3C format asks for names it knows
    public Iterable<String> keys(UnaryOperator<@Nullable String> carrier) {
      return List.of();
    }

    @Override
    public @Nullable String get(@Nullable UnaryOperator<@Nullable String> carrier, String key) {
      return carrier == null ? null : carrier.apply(key);
    }
  }
}
