package dev.realtime.server.trace;

import dev.realtime.server.config.Address;
import dev.realtime.server.config.TracingConfig;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;

/** The way to the collector, as configured. */
final class Collector {
  private Collector() {}

  static SpanExporter exporter(TracingConfig config) throws IOException {
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(Address.of(config.endpoint()).toString())
            .setCompression("gzip");
    Path authority = config.caFile();
    if (authority != null) {
      exporter.setTrustedCertificates(certificates(authority));
    }
    Path headers = config.headersFile();
    if (headers != null) {
      addHeaders(exporter, headers, Files.readAllLines(headers));
    }
    return new ReportingExporter(exporter.build(), config.endpoint(), System::nanoTime);
  }

  /** The library takes whatever it is given, and then trusts nobody. */
  private static byte[] certificates(Path authority) throws IOException {
    byte[] pem = Files.readAllBytes(authority);
    String why = "it is empty";
    try {
      if (!CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem))
          .isEmpty()) {
        return pem;
      }
    } catch (CertificateException e) {
      why = String.valueOf(e.getMessage());
    }
    throw new IOException(
        "tracing.caFile: " + authority + " holds no certificate in PEM (" + why + ")");
  }

  /** Messages name the line, never what it holds. */
  private static void addHeaders(
      OtlpHttpSpanExporterBuilder exporter, Path file, List<String> lines) throws IOException {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int colon = line.indexOf(':');
      if (line.isBlank()) {
        continue;
      }
      if (colon < 1 || !line.substring(0, colon).matches("[-!#$%&'*+.^_`|~a-zA-Z0-9]+")) {
        throw new IOException(
            "tracing.headersFile: line %d of %s is no header; write it as 'Name: value'"
                .formatted(i + 1, file));
      }
      exporter.addHeader(line.substring(0, colon), line.substring(colon + 1).strip());
    }
  }
}
