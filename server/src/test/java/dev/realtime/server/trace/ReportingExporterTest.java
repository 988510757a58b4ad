package dev.realtime.server.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.LogLines;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportingExporterTest {
  /** Ends each export as it is told. */
  private static final class Fate implements SpanExporter {
    boolean good;

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return good
          ? CompletableResultCode.ofSuccess()
          : CompletableResultCode.ofExceptionalFailure(
              new IOException("export failed", new IOException("connection refused")));
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  @Test
  void troubleIsOneLineHoweverOftenItShowsAndItsEndIsAnother() {
    Fate fate = new Fate();
    var exporter =
        new ReportingExporter(fate, "http://ann:secret@collector:4318/v1/traces?key=k", () -> 0);
    try (LogLines log = new LogLines(ReportingExporter.class)) {
      for (int i = 0; i < 3; i++) {
        var _ = exporter.export(List.of());
      }
      fate.good = true;
      for (int i = 0; i < 3; i++) {
        var _ = exporter.export(List.of());
      }
      assertThat(log.all())
          .containsExactly(
              "WARN Spans do not reach the collector of traces at http://collector:4318/v1/traces"
                  + " and are dropped until it takes them again (connection refused). Clients are"
                  + " served all the same; see tracing.endpoint",
              "INFO The collector of traces at http://collector:4318/v1/traces takes spans again");
    }
  }

  @Test
  void aCollectorThatComesAndGoesDoesNotFillTheLog() {
    Fate fate = new Fate();
    var exporter = new ReportingExporter(fate, "http://collector:4318/v1/traces", () -> 0);
    try (LogLines log = new LogLines(ReportingExporter.class)) {
      for (int i = 0; i < 100; i++) {
        fate.good = i % 2 == 1;
        var _ = exporter.export(List.of());
      }
      assertThat(log.all()).hasSize(2);
    }
  }
}
