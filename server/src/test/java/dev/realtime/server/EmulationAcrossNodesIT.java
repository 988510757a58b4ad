package dev.realtime.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.broker.redis.RedisProcess;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream of a client ends on one node and its commands come in at the other. */
class EmulationAcrossNodesIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path first;
  @TempDir Path second;

  private static TestServer start(Path directory, RedisProcess redis) {
    return TestServer.start(
        directory,
        TestServer.OPEN
            + "broker: redis\nredis: {addresses: [\"127.0.0.1:"
            + redis.port()
            + "\"]}\n");
  }

  /** Whether it has its Redis, without which it has clients come back later. */
  private static boolean ready(TestServer server) throws Exception {
    return server.management("/readyz").statusCode() == 200;
  }

  @Test
  void commandsReachTheNodeThatHasTheStream() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        TestServer here = start(first, redis);
        TestServer there = start(second, redis);
        RawClient client = RawClient.connect(here.port())) {
      await("both nodes to be ready").atMost(SOON).until(() -> ready(here) && ready(there));
      String connect = URLEncoder.encode("{\"id\":1,\"connect\":{}}", UTF_8);
      client.write(
          ("GET /connection/sse?cf_connect=" + connect + " HTTP/1.1\r\nHost: x\r\n\r\n")
              .getBytes(ISO_8859_1));
      client.readHead();
      client.readChunk();
      String connected = client.readChunk();
      String subscribe =
          TransportsTest.emulate(connected, "{\"id\":2,\"subscribe\":{\"channel\":\"news\"}}");
      await("the nodes to know each other")
          .atMost(SOON)
          .until(() -> there.post("/emulation", subscribe).statusCode() == 204);
      assertThat(client.readChunk()).contains("\"id\":2,\"subscribe\"");

      there.publish("news", "\"from the other node\"");
      String pushes = client.readChunk();
      while (!pushes.contains("\"pub\"")) {
        pushes += client.readChunk(); // its own join may come first
      }
      assertThat(pushes).contains("\"pub\":{\"data\":\"from the other node\"");
    }
  }
}
