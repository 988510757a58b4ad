package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.server.auth.HandMadeTokens;
import dev.realtime.server.auth.ManagementTokens;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a change of the configuration must not lose, and what it may have to wait for. */
@Execution(ExecutionMode.CONCURRENT)
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
      await().atMost(Duration.ofSeconds(10)).until(() -> !complaints(log).isEmpty());
      await().during(Duration.ofMillis(2500)).until(() -> complaints(log).size() == 1);
      assertThat(complaints(log).getFirst()).startsWith("ERROR").contains("later");

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
    KeyPair pair = HandMadeTokens.rsaOf("us");
    String token = HandMadeTokens.signed("RS256", "k", pair.getPrivate(), "{\"sub\":\"ann\"}");
    HttpServer issuer =
        serving(
            HandMadeTokens.jwks(
                HandMadeTokens.jwk("k", pair.getPublic(), "\"alg\":\"RS256\",\"use\":\"sig\"")));
    String yaml =
        "auth: {jwks: {url: \"http://127.0.0.1:" + issuer.getAddress().getPort() + "/\"}}\n";
    String connect = "{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}";
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

  /** Of this server: the others, whose configurations are sound, tell good news only. */
  private static List<String> complaints(LogLines log) {
    return log.all().stream().filter(line -> !line.startsWith("INFO")).toList();
  }

  private static HttpServer serving(String answer) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body = answer.getBytes(UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }
}
