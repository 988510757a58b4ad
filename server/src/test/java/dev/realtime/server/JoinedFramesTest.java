package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.loop.LoopContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publications that come together, for clients whose sockets are full. */
class JoinedFramesTest {
  private static final int PADDING = 32_000;

  /** Of {@link #PADDING} each, in one turn of a loop: more than a client's queue takes. */
  private static final int BURST = 9;

  /** More than Linux lets wait in a socket. */
  private static final int ROUNDS = 30;

  private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

  @TempDir static Path directory;
  private static TestServer server;
  private int published;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            directory,
            """
            auth: {anonymous: true}
            api: {insecure: true}
            limits: {clientQueueSize: 256KiB}
            namespaces:
              - {name: drop, slowClient: drop-oldest, allowSubscribe: anyone}
              - {name: latest, slowClient: keep-latest, allowSubscribe: anyone}
            """);
  }

  @AfterAll
  static void stop() {
    server.close();
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

  /** Publishes a burst that loops take in one turn, and waits until they have. */
  private void burst(String channel) throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    for (LoopContext context : server.parts().contexts()) {
      context.loop().execute(() -> awaitUninterruptibly(busy));
    }
    for (int i = 0; i < BURST; i++) {
      String data = "{\"n\":" + ++published + ",\"pad\":\"" + "x".repeat(PADDING) + "\"}";
      server
          .parts()
          .broker()
          .publish(PublishRequest.of(channel, data.getBytes(UTF_8), null, HistoryOptions.NONE))
          .toCompletableFuture()
          .join();
    }
    busy.countDown();
    for (int turn = 0; turn < 3; turn++) { // the fan-out, what is late of it, and the flush
      CountDownLatch turns = new CountDownLatch(server.parts().contexts().size());
      server.parts().contexts().forEach(context -> context.loop().execute(turns::countDown));
      turns.await();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long queuedBytes() {
    return server.parts().services().sessionMetrics().queuedBytes();
  }

  private int readToTheLast(RawClient slow) throws IOException {
    int received = 0;
    for (int last = 0; last < published; received++) {
      Matcher matcher = NUMBER.matcher(slow.read().text());
      assertThat(matcher.find()).isTrue();
      assertThat(Integer.parseInt(matcher.group(1))).isGreaterThan(last);
      last = Integer.parseInt(matcher.group(1));
    }
    return received;
  }

  @Test
  void dropOldestKeepsTheNewestOfThoseThatCameTogether() throws Exception {
    try (RawClient slow = subscriber("drop:a")) {
      for (int i = 0; i < ROUNDS; i++) {
        burst("drop:a");
      }
      assertThat(readToTheLast(slow)).isLessThan(published);
    }
  }

  @Test
  void keepLatestKeepsOneOfThoseThatCameTogether() throws Exception {
    try (RawClient slow = subscriber("latest:a")) {
      for (int i = 0; i < ROUNDS; i++) {
        burst("latest:a");
        assertThat(queuedBytes()).isLessThan(2 * PADDING);
      }
      assertThat(readToTheLast(slow)).isLessThan(published);
    }
  }
}
