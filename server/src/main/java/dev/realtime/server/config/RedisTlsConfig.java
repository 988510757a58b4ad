package dev.realtime.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** TLS towards Redis. */
public record RedisTlsConfig(
    @Setting(value = "Encrypt, and verify the server's certificate and name.", def = "false")
        boolean enabled,
    @Setting("Certificates to trust, PEM; none: those of the Java runtime.") @Nullable Path caFile,
    @Setting("The client's own certificate chain, PEM, if Redis asks for one.")
        @Nullable Path certFile,
    @Setting("The client's own private key, PEM, PKCS#8.") @Nullable Path keyFile)
    implements Checked {
  @Override
  public void check(Report report) {
    if ((certFile == null) != (keyFile == null)) {
      report.problem(
          certFile == null ? "certFile" : "keyFile",
          "is missing; a client certificate needs certFile and keyFile");
    }
    if (!enabled && (caFile != null || certFile != null)) {
      report.problem("enabled", "is false, but files for TLS are given; set it to true");
    }
  }
}
