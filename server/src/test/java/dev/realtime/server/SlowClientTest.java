package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that do not read, under each policy; a client that does read sees everything. */
class SlowClientTest {
  /** Of {@link #PADDING} bytes each 5 MB: more than Linux lets wait in a socket, and the queues. */
  private static final int MESSAGES = 160;

  private static final int PADDING = 32_000;
  private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");
  private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");

  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() {
    String open = "allowSubscribe: anyone, allowPublish: anyone";
    server =
        TestServer.start(
            directory,
            "auth: {anonymous: true}\napi: {insecure: true}\n"
                + "limits: {clientQueueSize: 256KiB, recoveryPublications: 2000}\nnamespaces:\n"
                + "  - {name: disconnect, "
                + open
                + "}\n"
                + "  - {name: drop, slowClient: drop-oldest, "
                + open
                + "}\n"
                + "  - {name: recover, slowClient: drop-oldest, historySize: 2000,"
                + " historyTtl: 1m, recovery: true, "
                + open
                + "}\n"
                + "  - {name: latest, slowClient: keep-latest, "
                + open
                + "}\n"
                + "  - {name: joined, slowClient: keep-latest, joinLeave: true,"
                + " forceJoinLeave: true, "
                + open
                + "}\n");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String payload(int number) {
    return "{\"n\":" + number + ",\"pad\":\"" + "x".repeat(PADDING) + "\"}";
  }

  private static RawClient subscriber(String channel) throws IOException {
    RawClient client = RawClient.open(server.port());
    client.send(
        "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
    String replies = client.read().text();
    while (!replies.contains("\"id\":2")) {
      replies += client.read().text();
    }
    return client;
  }

  /** Publishes at the pace of a reader, which has to get all of it. */
  private static void publishAll(String channel) throws Exception {
    try (TestClient reader = server.client()) {
      reader.connect();
      reader.send("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}").next();
      for (int i = 1; i <= MESSAGES; i++) {
        server.publish(channel, payload(i));
        String next = reader.next();
        while (next.contains("\"join\"")) {
          next = reader.next();
        }
        assertThat(number(next, NUMBER)).isEqualTo(i);
      }
    }
  }

  private static int number(String text, Pattern pattern) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  @Test
  void disconnectPolicyCloses3008AndDropsWhatWaited() throws Exception {
    try (RawClient slow = subscriber("disconnect:a")) {
      publishAll("disconnect:a");
      int last = 0;
      RawClient.Frame frame = slow.read();
      while (frame.opcode() == 1) {
        last = number(frame.text(), NUMBER);
        frame = slow.read();
      }
      assertThat(frame.closeCode()).isEqualTo(3008);
      assertThat(last).isLessThan(MESSAGES);
    }
  }

  @Test
  void dropOldestDeliversTheNewestWithoutDisconnecting() throws Exception {
    try (RawClient slow = subscriber("drop:a")) {
      publishAll("drop:a");
      int received = 0;
      int last = 0;
      boolean skipped = false;
      while (last < MESSAGES) {
        int number = number(slow.read().text(), NUMBER);
        assertThat(number).isGreaterThan(last);
        skipped |= number > last + 1;
        last = number;
        received++;
      }
      assertThat(skipped).isTrue();
      assertThat(received).isLessThan(MESSAGES);
    }
    await().atMost(Duration.ofSeconds(5)).until(() -> queuedBytes() == 0);
  }

  @Test
  void aRecoverableSubscriptionIsToldToRecoverAndMissesNothing() throws Exception {
    try (RawClient slow = subscriber("recover:a")) {
      publishAll("recover:a");
      int last = 0;
      String text = slow.read().text();
      while (!text.contains("unsubscribe")) {
        int offset = number(text, OFFSET);
        assertThat(offset).as("nothing follows a gap").isEqualTo(last + 1);
        last = offset;
        text = slow.read().text();
      }
      assertThat(text).contains("\"code\":2500");
      assertThat(last).isLessThan(MESSAGES);
      // What an SDK does now: subscribe again from where it is.
      if (last < MESSAGES) {
        slow.send(
            "{\"id\":3,\"subscribe\":{\"channel\":\"recover:a\",\"recover\":true,\"offset\":"
                + last
                + "}}");
        String reply = slow.read().text();
        assertThat(reply).contains("\"recovered\":true");
        last += reply.split("\"pad\"", -1).length - 1;
      }
      assertThat(last).isEqualTo(MESSAGES);
    }
  }

  @Test
  void keepLatestHoldsOneWaitingPublicationForAChannel() throws Exception {
    try (RawClient slow = subscriber("latest:a")) {
      publishAll("latest:a");
      assertThat(queuedBytes()).isLessThan(3 * (PADDING + 100));
      int last = 0;
      int received = 0;
      while (last < MESSAGES) {
        last = number(slow.read().text(), NUMBER);
        received++;
      }
      assertThat(received).isLessThan(MESSAGES);
    }
  }

  @Test
  void joinsAndLeavesDoNotTakeThePlaceOfTheLatestPublication() throws Exception {
    try (RawClient slow = subscriber("joined:a")) {
      publishAll("joined:a"); // its reader joins before, and leaves after the last publication
      int last = 0;
      while (last < MESSAGES) {
        last = Math.max(last, number(slow.read().text(), NUMBER));
      }
      assertThat(last).isEqualTo(MESSAGES);
    }
  }

  @Test
  void slowClientsOfOneChannelShareWhatWaitsForThem() throws Exception {
    int clients = 20;
    List<RawClient> slow = new ArrayList<>();
    try {
      for (int i = 0; i < clients; i++) {
        slow.add(subscriber("drop:shared"));
      }
      publishAll("drop:shared");
      await().atMost(Duration.ofSeconds(10)).until(() -> queuedBytes() > clients * 200_000L);
      long loops = server.parts().contexts().size();
      // One window of a queue for each loop, and not one for each client.
      assertThat(server.parts().services().queues().held())
          .isLessThan(loops * 2 * (256 << 10) + clients * (long) PADDING);
    } finally {
      for (RawClient client : slow) {
        client.close();
      }
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> server.parts().services().queues().held() == 0);
  }

  private static long queuedBytes() {
    return server.parts().services().sessionMetrics().queuedBytes();
  }
}
