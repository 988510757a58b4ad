package dev.realtime.bench.scenario;

import dev.realtime.bench.target.TargetOptions;
import dev.realtime.bench.target.Workshop;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The certificate that all targets serve: ECDSA P-256, self-signed. */
final class Certificates {
  private Certificates() {}

  /** Makes it, or finds it made. */
  static TargetOptions.Tls selfSigned(Workshop workshop) {
    Path certificate = workshop.output().resolve("certificate.pem");
    Path key = workshop.output().resolve("key.pem");
    if (!Files.exists(key)) {
      try {
        X509Bundle bundle =
            new CertificateBuilder()
                .subject("CN=localhost")
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(certificate, bundle.getCertificatePEM());
        Files.writeString(key, bundle.getPrivateKeyPEM());
      } catch (IOException unwritable) {
        throw new UncheckedIOException("Cannot write the certificate", unwritable);
      } catch (Exception unusable) {
        throw new IllegalStateException("This Java cannot make a certificate", unusable);
      }
    }
    return new TargetOptions.Tls(certificate, key);
  }
}
