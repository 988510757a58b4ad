package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS of the client port, and what happens when its files are replaced. */
class TlsRenewalTest {
  @TempDir Path directory;

  private BigInteger install() throws Exception {
    Instant now = Instant.now();
    X509Bundle made =
        new CertificateBuilder()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .notBefore(now.minus(Duration.ofDays(1)))
            .notAfter(now.plus(Duration.ofDays(1)))
            .ecp256()
            .buildSelfSigned();
    Files.writeString(directory.resolve("tls.crt"), made.getCertificatePathPEM());
    Files.writeString(directory.resolve("tls.key"), made.getPrivateKeyPEM());
    return made.getCertificate().getSerialNumber();
  }

  private static SSLContext trusting() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    return context;
  }

  private static BigInteger shown(TestServer server) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            trusting()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }

  @Test
  void aRenewedCertificateIsShownToNewClientsAndThoseThatAreThereStay() throws Exception {
    BigInteger first = install();
    String tls =
        """
        listen: {host: 127.0.0.1, port: 0, tls: {certFile: %s, keyFile: %s}}
        management: {host: 127.0.0.1, port: 0}
        """
            .formatted(directory.resolve("tls.crt"), directory.resolve("tls.key"));
    try (TestServer server = TestServer.start(directory, TestServer.OPEN + tls)) {
      assertThat(shown(server)).isEqualTo(first);
      URI uri = URI.create("wss://localhost:" + server.port() + "/connection/websocket");
      try (TestClient client = TestClient.open(uri, trusting())) {
        client.connect();
        BigInteger second = install();
        // The files are looked at each 10 s, and a handshake costs more than a glance.
        await()
            .pollInterval(Duration.ofMillis(500))
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(shown(server)).isEqualTo(second));
        client.send("{\"id\":2,\"subscribe\":{\"channel\":\"tls\"}}");
        assertThat(client.next()).contains("\"id\":2,\"subscribe\"");

        Files.writeString(directory.resolve("tls.key"), "no key at all");
        server.parts().tls().reload();
        assertThat(shown(server)).isEqualTo(second);
      }
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsRefusedThoughBothCanBeRead() throws Exception {
    install();
    Path former = Files.move(directory.resolve("tls.key"), directory.resolve("former.key"));
    install();
    Path certificate = directory.resolve("tls.crt");
    assertThat(TlsFiles.context("listen.tls", certificate, directory.resolve("tls.key")))
        .isNotNull();
    assertThatThrownBy(() -> TlsFiles.context("listen.tls", certificate, former))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("listen.tls: key " + former + " does not belong to certificate");
  }
}
