package dev.realtime.server.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.realtime.server.trace.Span;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An https backend whose certificate, made by the openssl program, no public authority signed. */
class BackendTlsIT {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path dir;
  private HttpsServer server;

  @BeforeEach
  void start() throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-days",
        "1",
        "-keyout",
        "key.pem",
        "-out",
        "ca.pem");
    openssl(
        "pkcs12",
        "-export",
        "-inkey",
        "key.pem",
        "-in",
        "ca.pem",
        "-out",
        "store.p12",
        "-passout",
        "pass:" + new String(PASSWORD));
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(dir.resolve("store.p12"))) {
      store.load(file, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = "{\"result\":{\"data\":1}}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void isAskedWhenItsAuthorityIsTrustedAndNotOtherwise() {
    assertThat(ask(BackendHttp.create(TrustedAuthority.of(dir.resolve("ca.pem")))))
        .isInstanceOf(ProxyOutcome.Answered.class);
    assertThat(ask(BackendHttp.create(null)))
        .isInstanceOfSatisfying(
            ProxyOutcome.Failed.class,
            failed -> assertThat(failed.failure()).isEqualTo(ProxyFailure.UNREACHABLE));
  }

  @Test
  void anAuthorityFileWithoutCertificateIsRefused() throws Exception {
    Path empty = Files.writeString(dir.resolve("empty.pem"), "");
    assertThatThrownBy(() -> TrustedAuthority.of(empty)).hasMessageContaining(empty.toString());
    assertThatThrownBy(() -> TrustedAuthority.of(dir.resolve("none.pem")))
        .hasMessageContaining("none.pem");
  }

  private ProxyOutcome<RpcAnswer> ask(BackendHttp http) {
    try (Proxies proxies = new Proxies(http, new SimpleMeterRegistry())) {
      URI endpoint = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
      ProxySettings settings = ProxySettings.of(endpoint);
      proxies.configure(
          List.of(
              Proxies.Definition.of(
                  ProxyKind.RPC,
                  new ProxySettings(
                      endpoint,
                      Duration.ofSeconds(20),
                      List.of(),
                      List.of(),
                      Map.of(),
                      false,
                      false,
                      1,
                      settings.circuit(),
                      settings.cache(),
                      Map.of()))));
      ProxyClient client =
          new ProxyClient("c", "u", "sse", false, null, Map.of(), Map.of(), Span.NONE);
      return proxies.rpc("rpc", client, "m", null).toCompletableFuture().join();
    }
  }

  private void openssl(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "openssl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Path log = dir.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log, UTF_8)).isZero();
  }
}
