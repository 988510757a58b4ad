package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exchanges as the reference server has them, message by message. */
class GoldenExchangeTest {
  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            directory,
            TestServer.OPEN
                + """
                namespaces:
                  - {name: cache, historySize: 1, historyTtl: 1m, recovery: true,
                     recoveryMode: cache, allowSubscribe: anyone, allowPublish: anyone}
                  - {name: plain, allowSubscribe: anyone, allowPublish: anyone}
                """);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String epochIn(String reply) {
    int at = reply.indexOf("\"epoch\":\"") + 9;
    return reply.substring(at, at + 8);
  }

  @Test
  void pipelinedCommandsAreAnsweredInOrder() {
    try (TestClient client = server.client()) {
      client.send(
          "{\"id\":1,\"connect\":{}}",
          "{\"id\":2,\"subscribe\":{\"channel\":\"a\"}}",
          "{\"id\":3,\"presence\":{\"channel\":\"a\"}}",
          "{\"id\":4,\"history\":{\"channel\":\"a\"}}",
          "{\"id\":5,\"presence_stats\":{\"channel\":\"a\"}}",
          "{\"id\":6,\"unsubscribe\":{\"channel\":\"zz\"}}",
          "{\"id\":7,\"subscribe\":{\"channel\":\"a\"}}");
      String connected = client.next();
      String id = TestClient.idIn(connected);
      assertThat(connected)
          .isEqualTo(
              "{\"id\":1,\"connect\":{\"client\":\""
                  + id
                  + "\",\"version\":\"development\",\"ping\":25,\"pong\":true}}");
      String subscribed = client.next();
      String epoch = epochIn(subscribed);
      assertThat(subscribed)
          .isEqualTo(
              "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\""
                  + epoch
                  + "\",\"positioned\":true}}");
      assertThat(client.next())
          .isEqualTo(
              "{\"id\":3,\"presence\":{\"presence\":{\""
                  + id
                  + "\":{\"user\":\"\",\"client\":\""
                  + id
                  + "\"}}}}");
      assertThat(client.next())
          .isEqualTo(
              "{\"id\":4,\"history\":{\"publications\":[],\"epoch\":\""
                  + epoch
                  + "\",\"offset\":0}}");
      assertThat(client.next())
          .isEqualTo("{\"id\":5,\"presence_stats\":{\"num_clients\":1,\"num_users\":1}}");
      assertThat(client.next()).isEqualTo("{\"id\":6,\"unsubscribe\":{}}");
      assertThat(client.next())
          .isEqualTo("{\"id\":7,\"error\":{\"code\":105,\"message\":\"already subscribed\"}}");
    }
  }

  @Test
  void ownPublicationComesBeforeItsReply() {
    try (TestClient client = server.client()) {
      String id = client.connect();
      client.send("{\"id\":2,\"subscribe\":{\"channel\":\"own\"}}").next();
      client.send("{\"id\":3,\"publish\":{\"channel\":\"own\",\"data\":{\"x\": 1}}}");
      assertThat(client.next())
          .isEqualTo(
              "{\"push\":{\"channel\":\"own\",\"pub\":{\"data\":{\"x\": 1},\"info\":{\"user\":\"\","
                  + "\"client\":\""
                  + id
                  + "\"},\"offset\":1}}}");
      assertThat(client.next()).isEqualTo("{\"id\":3,\"publish\":{}}");
    }
  }

  @Test
  void recoversFromAnOffsetWithoutAnEpoch() throws Exception {
    server.publish("recover", "{\"x\": 1}");
    server.publish("recover", "{\"x\": 2}");
    try (TestClient client = server.client()) {
      client.connect();
      client.send(
          "{\"id\":2,\"subscribe\":{\"channel\":\"recover\",\"recover\":true,\"offset\":1}}");
      String reply = client.next();
      assertThat(reply)
          .isEqualTo(
              "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\""
                  + epochIn(reply)
                  + "\",\"publications\":[{\"data\":{\"x\": 2},\"offset\":2}],\"recovered\":true,"
                  + "\"offset\":1,\"positioned\":true,\"was_recovering\":true}}");
      server.publish("recover", "{\"x\": 3}");
      assertThat(client.next()).contains("\"offset\":3");
    }
  }

  @Test
  void anotherEpochIsNotRecovered() throws Exception {
    server.publish("epoch", "1");
    try (TestClient client = server.client()) {
      client.connect();
      client.send(
          "{\"id\":2,\"subscribe\":{\"channel\":\"epoch\",\"recover\":true,\"epoch\":\"other\"}}");
      assertThat(client.next())
          .contains("\"was_recovering\":true", "\"offset\":1")
          .doesNotContain("\"recovered\"", "publications");
      client.send(
          "{\"id\":3,\"unsubscribe\":{\"channel\":\"epoch\"}}",
          "{\"id\":4,\"subscribe\":{\"channel\":\"epoch\",\"recover\":true,\"epoch\":\"other\","
              + "\"flag\":2}}");
      assertThat(client.next()).contains("\"unsubscribe\"");
      assertThat(client.next())
          .isEqualTo("{\"id\":4,\"error\":{\"code\":112,\"message\":\"unrecoverable position\"}}");
    }
  }

  @Test
  void cacheModeSendsTheNewestAlone() throws Exception {
    server.publish("cache:v", "{\"v\": 1}");
    server.publish("cache:v", "{\"v\": 2}");
    try (TestClient client = server.client()) {
      client.connect();
      client.send("{\"id\":2,\"subscribe\":{\"channel\":\"cache:v\",\"recover\":true}}");
      String reply = client.next();
      assertThat(reply)
          .isEqualTo(
              "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\""
                  + epochIn(reply)
                  + "\",\"publications\":[{\"data\":{\"v\": 2},\"offset\":2}],\"recovered\":true,"
                  + "\"positioned\":true,\"was_recovering\":true}}");
    }
  }

  @Test
  void serverUnsubscribeIsPushed() throws Exception {
    try (TestClient client = server.client()) {
      String id = client.connect();
      client.send("{\"id\":2,\"subscribe\":{\"channel\":\"away\"}}").next();
      server.post(
          "/api/unsubscribe", "{\"user\":\"\",\"client\":\"" + id + "\",\"channel\":\"away\"}");
      assertThat(client.next())
          .isEqualTo(
              "{\"push\":{\"channel\":\"away\",\"unsubscribe\":{\"code\":2000,\"reason\":\"server"
                  + " unsubscribe\"}}}");
    }
  }

  @Test
  void deltaSubscribersGetFullPayloadFirstAndThenDifferences() throws Exception {
    String list = "\"list\": [1111111111, 2222222222, 3333333333, 4444444444]";
    try (TestClient client = server.client()) {
      client.connect();
      client.send("{\"id\":2,\"subscribe\":{\"channel\":\"d\",\"delta\":\"fossil\"}}");
      assertThat(client.next()).contains("\"delta\":true");
      server.publish("d", "{" + list + ", \"n\": 0}");
      assertThat(client.next())
          .contains("\"data\":\"{\\\"list\\\": [1111111111")
          .doesNotContain("\"delta\"");
      server.publish("d", "{" + list + ", \"n\": 1}");
      assertThat(client.next()).contains("\"offset\":2,\"delta\":true").contains("\\n");
    }
  }

  @Test
  void afterAPublicationWithoutHistoryDeltaSubscribersGetAFullPayload() throws Exception {
    String list = "\"list\": [1111111111, 2222222222, 3333333333, 4444444444]";
    try (TestClient client = server.client()) {
      client.connect();
      client.send("{\"id\":2,\"subscribe\":{\"channel\":\"skip\",\"delta\":\"fossil\"}}").next();
      server.publish("skip", "{" + list + ", \"n\": 0}");
      assertThat(client.next()).contains("\"offset\":1").doesNotContain("\"delta\"");
      server.post(
          "/api/publish", "{\"channel\":\"skip\",\"data\":{\"passing\":1},\"skip_history\":true}");
      assertThat(client.next()).contains("passing").doesNotContain("\"delta\"");
      // An SDK's base is now what passed, and not what the stream had before.
      server.publish("skip", "{" + list + ", \"n\": 1}");
      assertThat(client.next()).contains("\"offset\":2").doesNotContain("\"delta\"");
      server.publish("skip", "{" + list + ", \"n\": 2}");
      assertThat(client.next()).contains("\"offset\":3", "\"delta\":true");
    }
  }

  @Test
  void protobufConnectIsAnsweredByteForByte() {
    try (TestClient client = TestClient.open(server.webSocket(), "centrifuge-protobuf")) {
      client.sendBinary(new byte[] {4, 8, 1, 0x22, 0});
      byte[] reply = client.nextBinary();
      assertThat(reply).startsWith(reply.length - 1, 8, 1, 0x2a, reply.length - 5, 0x0a, 36);
      assertThat(reply).endsWith(0x38, 25, 0x40, 1);
    }
  }

  @Test
  void protobufByQueryParameter() {
    URI uri = URI.create(server.webSocket() + "?cf_protocol=protobuf");
    try (TestClient client = TestClient.open(uri)) {
      client.sendBinary(new byte[] {4, 8, 1, 0x22, 0});
      assertThat(client.nextBinary()).isNotEmpty();
    }
  }
}
