package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.server.auth.ManagementTokens;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of the configuration must not lose, and what it may have to wait for. */
class ReloadTest {
  @TempDir Path directory;

  @Test
  void aConfigurationWhoseSecretComesLaterIsTakenWhenItHasComeAndComplainedOfOnce()
      throws Exception {
    Path secret = directory.resolve("later");
    try (TestServer server = TestServer.start(directory, TestServer.OPEN);
        LogLines log = new LogLines(Housekeeping.class)) {
      server.write(
          "config.yaml",
          TestServer.OPEN.replace(
              "anonymous: true", "anonymous: true, hmacSecretFile: \"" + secret + "\""));
      await().atMost(Duration.ofSeconds(10)).until(() -> !log.all().isEmpty());
      await().during(Duration.ofMillis(2500)).until(() -> log.all().size() == 1);
      assertThat(log.all().getFirst()).startsWith("ERROR").contains("later");

      Files.writeString(secret, "a secret of tests ".repeat(4));
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> secret.equals(server.parts().config().auth().hmacSecretFile()));
    }
  }

  @Test
  void aManagementTokenIsAskedForSoonAfterItsDigestHasCome() throws Exception {
    try (TestServer server = TestServer.start(directory, TestServer.OPEN)) {
      assertThat(server.parts().keys().management().accept(null)).isTrue();
      server.write(ManagementTokens.DIGESTS, "0".repeat(64));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !server.parts().keys().management().accept(null));
      assertThat(server.management("/metrics").statusCode()).as("from this machine").isEqualTo(200);
    }
  }

  @Test
  void fetchedKeysOutliveAReloadWhileTheirEndpointIsAway() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    HttpServer issuer = jwks((RSAPublicKey) pair.getPublic());
    String yaml =
        "auth: {jwks: {url: \"http://127.0.0.1:" + issuer.getAddress().getPort() + "/\"}}\n";
    String connect = "{\"id\":1,\"connect\":{\"token\":\"" + token(pair) + "\"}}";
    try (TestServer server = TestServer.start(directory, yaml);
        TestClient before = server.client();
        TestClient after = server.client()) {
      assertThat(before.send(connect).next()).contains("\"connect\"");
      issuer.stop(0);
      server.write("config.yaml", yaml + "limits: {connections: 77}\n");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> server.parts().config().limits().connections() == 77);
      assertThat(after.send(connect).next()).contains("\"connect\"");
    } finally {
      issuer.stop(0);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int zero = bytes[0] == 0 ? 1 : 0;
    return base64(java.util.Arrays.copyOfRange(bytes, zero, bytes.length));
  }

  private static HttpServer jwks(RSAPublicKey key) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] set =
        "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"alg\":\"RS256\",\"use\":\"sig\",\"n\":\"%s\",\"e\":\"%s\"}]}"
            .formatted(unsigned(key.getModulus()), unsigned(key.getPublicExponent()))
            .getBytes(UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, set.length);
          exchange.getResponseBody().write(set);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String token(KeyPair pair) throws Exception {
    String signed =
        base64("{\"alg\":\"RS256\",\"kid\":\"k\"}".getBytes(UTF_8))
            + "."
            + base64("{\"sub\":\"ann\"}".getBytes(UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(signed.getBytes(UTF_8));
    return signed + "." + base64(signature.sign());
  }
}
