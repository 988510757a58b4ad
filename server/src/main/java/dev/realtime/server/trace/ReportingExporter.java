package dev.realtime.server.trace;

import dev.realtime.server.config.Address;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in one line when a collector begins to be in trouble and when it is well again. The library
 * itself, which logs a stack trace as an error every few seconds, is silenced in the log's
 * configuration: spans that are lost harm no client.
 */
final class ReportingExporter implements SpanExporter {
  private static final Logger log = LoggerFactory.getLogger(ReportingExporter.class);

  private final SpanExporter exporter;
  private final String collector;
  private final AtomicBoolean trouble = new AtomicBoolean();

  /**
   * Before this one.
   *
   * @param endpoint of the collector
   */
  ReportingExporter(SpanExporter exporter, String endpoint) {
    this.exporter = exporter;
    this.collector = Address.plain(Address.of(endpoint));
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> note(result));
  }

  private void note(CompletableResultCode result) {
    if (result.isSuccess()) {
      if (trouble.compareAndSet(true, false)) {
        log.info("The collector of traces at {} takes spans again", collector);
      }
    } else if (trouble.compareAndSet(false, true)) {
      Throwable why = result.getFailureThrowable();
      log.warn(
          "Spans do not reach the collector of traces at {} and are dropped until it takes them"
              + " again ({}). Clients are served all the same; see tracing.endpoint",
          collector,
          why == null ? "no reason given" : reason(why));
    }
  }

  private static String reason(Throwable why) {
    Throwable root = why;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
