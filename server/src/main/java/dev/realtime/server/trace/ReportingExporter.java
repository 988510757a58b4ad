package dev.realtime.server.trace;

import dev.realtime.server.config.Address;
import dev.realtime.server.metrics.StateLog;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in one line when a collector begins to be in trouble and when it is well again, a few times
 * a minute at most. The library itself, which logs a stack trace as an error every few seconds, is
 * silenced in the log's configuration: spans that are lost harm no client.
 */
final class ReportingExporter implements SpanExporter {
  private static final Logger log = LoggerFactory.getLogger(ReportingExporter.class);

  private static final String WELL = "well";
  private static final String AWAY = "away";

  private final SpanExporter exporter;
  private final String collector;
  private final StateLog state;

  /**
   * Before this one.
   *
   * @param endpoint of the collector
   * @param nanoTime the clock, as {@link System#nanoTime()}
   */
  ReportingExporter(SpanExporter exporter, String endpoint, LongSupplier nanoTime) {
    this.exporter = exporter;
    this.state = new StateLog(WELL, nanoTime);
    this.collector = Address.plain(Address.of(endpoint));
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> note(result));
  }

  private void note(CompletableResultCode result) {
    if (result.isSuccess()) {
      if (state.isNews(WELL)) {
        log.info("The collector of traces at {} takes spans again", collector);
      }
    } else if (state.isNews(AWAY)) {
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
