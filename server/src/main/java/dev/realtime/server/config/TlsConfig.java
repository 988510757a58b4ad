package dev.realtime.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** TLS of a listening port; on when both files are given. */
public record TlsConfig(
    @Setting(
            value = "Certificate chain, PEM; a renewed file is picked up within a minute.",
            live = true)
        @Nullable Path certFile,
    @Setting(value = "Private key, PEM, PKCS#8.", live = true) @Nullable Path keyFile)
    implements Checked {

  /** Whether TLS is on. */
  public boolean enabled() {
    return certFile != null && keyFile != null;
  }

  @Override
  public void check(Report report) {
    if ((certFile == null) != (keyFile == null)) {
      report.problem(
          certFile == null ? "certFile" : "keyFile", "is missing; TLS needs certFile and keyFile");
    }
  }
}
