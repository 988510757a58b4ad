package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.session.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for clients that do not read stays within its bound, and is let go of with them. */
class QueueBoundTest {
  private static final int BOUND = 64 * 1024;

  @TempDir Path directory;

  private TestServer start() {
    return TestServer.start(
        directory,
        TestServer.OPEN
            + "limits: {clientQueueSize: 64KiB}\n"
            + "namespaces: [{name: latest, slowClient: keep-latest, allowSubscribe: anyone}]\n");
  }

  private static String json(int bytes) {
    return "\"" + "x".repeat(bytes) + "\"";
  }

  private static String subscribe(int id, String channel) {
    return "{\"id\":" + id + ",\"subscribe\":{\"channel\":\"" + channel + "\"}}";
  }

  /** Sends commands and reads until the last of them is answered. */
  private static void call(RawClient client, int lastId, String... commands) throws Exception {
    client.send(String.join("\n", commands));
    StringBuilder answers = new StringBuilder();
    while (answers.indexOf("\"id\":" + lastId + ",") < 0) {
      answers.append(client.read().text());
    }
  }

  /** Waits until the client's loop has delivered what was published before. */
  private static void awaitDelivery(TestServer server) throws Exception {
    Session session = server.parts().registry().all().iterator().next();
    CountDownLatch delivered = new CountDownLatch(1);
    session.execute(delivered::countDown);
    assertThat(delivered.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static long queued(TestServer server) {
    return server.parts().services().sessionMetrics().queuedBytes();
  }

  @Test
  void aReplyThatIsTooMuchLeavesNothingBehindOfWhatFollowsIt() throws Exception {
    try (TestServer server = start();
        RawClient client = RawClient.open(server.port())) {
      for (int i = 0; i < 60; i++) {
        server.publish("big", json(8000));
      }
      call(client, 2, "{\"id\":1,\"connect\":{}}", subscribe(2, "own"));
      String history = ",\"history\":{\"channel\":\"big\",\"limit\":100}}";
      client.send("{\"id\":3" + history); // fills the socket; nothing waits behind it
      client.send(
          "{\"id\":4" + history + "\n{\"id\":5,\"publish\":{\"channel\":\"own\",\"data\":1}}");

      await().atMost(Duration.ofSeconds(20)).until(() -> server.parts().registry().count() == 0);
      assertThat(queued(server)).isZero();
      assertThat(server.parts().services().queues().held()).isZero();
    }
  }

  @Test
  void aNewestPublicationThatIsLargerThanTheOneItReplacesCountsInFull() throws Exception {
    try (TestServer server = start();
        RawClient client = RawClient.open(server.port())) {
      String[] commands = new String[11];
      commands[0] = "{\"id\":1,\"connect\":{}}";
      for (int i = 1; i < commands.length; i++) {
        commands[i] = subscribe(i + 1, "latest:" + i);
      }
      call(client, 11, commands);
      while (queued(server) == 0) {
        server.publish("latest:1", json(16_000));
        awaitDelivery(server);
      }
      for (int size : new int[] {10, 20_000}) {
        for (int i = 1; i < commands.length; i++) {
          server.publish("latest:" + i, json(size));
        }
      }
      awaitDelivery(server);
      assertThat(queued(server)).isBetween(1L, (long) BOUND);
    }
  }

  @Test
  void aBoundOfAllQueuesThatIsLoweredLiveMeetsThoseThatHoldMoreByTheirPolicy() throws Exception {
    String roomy = TestServer.OPEN + "limits: {shedLag: 1m, clientQueueSize: 4MiB";
    try (TestServer server = TestServer.start(directory, roomy + "}\n");
        RawClient client = RawClient.open(server.port())) {
      call(client, 2, "{\"id\":1,\"connect\":{}}", subscribe(2, "busy"));
      while (queued(server) < 4 * BOUND) {
        server.publish("busy", json(16_000));
        awaitDelivery(server);
      }
      assertThat(server.parts().registry().count()).isEqualTo(1);

      server.write("config.yaml", roomy + ", queuesSize: 64KiB}\n");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> server.parts().services().queues().bound() == BOUND);
      assertThat(server.counts("realtime_client_queue_limit_bytes 65536.0")).isTrue();
      server.publish("busy", json(16_000));
      await().atMost(Duration.ofSeconds(20)).until(() -> server.parts().registry().count() == 0);
      assertThat(server.counts("realtime_slow_clients_total{policy=\"disconnect\"} 1.0")).isTrue();
      assertThat(server.parts().services().queues().held()).isZero();
    }
  }
}
