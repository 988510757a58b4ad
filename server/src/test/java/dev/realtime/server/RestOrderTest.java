package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.session.Session;
import io.netty.channel.EventLoop;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server does to a client while its loop rests from fan-out. */
class RestOrderTest {
  /** As many deliveries in one turn as a loop rests after. */
  private static final int CHANNELS = 100;

  @TempDir Path directory;
  private TestServer server;
  private TestClient client;
  private Session session;

  @BeforeEach
  void start() {
    server =
        TestServer.start(
            directory,
            """
            auth: {anonymous: true}
            api: {insecure: true}
            limits: {fanOutRest: 100ms}
            channels: {allowSubscribe: anyone}
            """);
    client = server.client();
    session = server.session(client.connect());
    for (int i = 0; i < CHANNELS; i++) {
      client.send("{\"id\":2,\"subscribe\":{\"channel\":\"c" + i + "\"}}").next();
    }
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private void publish(String channel, String data) {
    server
        .parts()
        .broker()
        .publish(PublishRequest.of(channel, data.getBytes(UTF_8), null, HistoryOptions.NONE))
        .toCompletableFuture()
        .join();
  }

  private interface Action {
    void run() throws Exception;
  }

  /** Publishes to one channel while the loop rests, and does something right after. */
  private void publishInARestAnd(Action then) throws Exception {
    EventLoop loop = session.connection().context().loop();
    CountDownLatch rests = new CountDownLatch(1);
    session.execute(
        () -> {
          for (int i = 0; i < CHANNELS; i++) {
            publish("c" + i, "1");
          }
          // Behind the fan-out, and part of the time that it takes.
          loop.execute(() -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50)));
          loop.execute(
              () -> {
                var _ = loop.schedule(rests::countDown, 5, TimeUnit.MILLISECONDS);
              });
        });
    assertThat(rests.await(10, TimeUnit.SECONDS)).isTrue();
    publish("c0", "2");
    then.run();
    for (int i = 0; i < CHANNELS; i++) {
      assertThat(client.next()).contains("{\"data\":1}");
    }
  }

  @Test
  void whatWasPublishedBeforeAnUnsubscribeIsSent() throws Exception {
    publishInARestAnd(
        () ->
            server.post(
                "/api/unsubscribe",
                "{\"user\":\"\",\"client\":\"" + session.id() + "\",\"channel\":\"c0\"}"));
    assertThat(client.next()).contains("\"c0\"", "{\"data\":2}");
    assertThat(client.next()).contains("\"c0\"", "\"unsubscribe\"");
  }

  @Test
  void whatWasPublishedBeforeADrainIsSent() throws Exception {
    publishInARestAnd(session::sendAway);
    assertThat(client.next()).contains("\"c0\"", "{\"data\":2}");
    assertThat(client.closed()).startsWith("3001");
  }
}
