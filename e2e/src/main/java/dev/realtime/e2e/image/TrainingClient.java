package dev.realtime.e2e.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client that knows just enough of the protocol to be a load: three commands, written
 * out by hand in JSON and in Protobuf, and a count of the publications that came.
 */
final class TrainingClient implements WebSocket.Listener {
  private static final String CHANNEL = "training";
  private static final int ANSWER_SECONDS = 30;

  private final boolean protobuf;
  private final Semaphore publications = new Semaphore(0);
  private final Semaphore subscribed = new Semaphore(0);
  private final StringBuilder text = new StringBuilder();
  private WebSocket socket;

  @SuppressWarnings("NullAway.Init") // the socket is there once connect() returns
  private TrainingClient(boolean protobuf) {
    this.protobuf = protobuf;
  }

  /** Opens a connection and sends the connect command. */
  static TrainingClient connect(HttpClient http, URI url, boolean protobuf) {
    TrainingClient client = new TrainingClient(protobuf);
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (protobuf) {
      builder.subprotocols("centrifuge-protobuf");
    }
    client.socket = builder.buildAsync(url, client).join();
    client.send("{\"id\":1,\"connect\":{}}", bytes(0x08, 1, 0x22, 0));
    return client;
  }

  void subscribe() {
    send(
        "{\"id\":2,\"subscribe\":{\"channel\":\"" + CHANNEL + "\"}}",
        command(2, 0x2a, field(0x0a, CHANNEL)));
  }

  void publish(int number) {
    String data = "{\"number\":" + number + ",\"text\":\"" + "x".repeat(100) + "\"}";
    send(
        "{\"id\":3,\"publish\":{\"channel\":\"" + CHANNEL + "\",\"data\":" + data + "}}",
        command(3, 0x3a, concat(field(0x0a, CHANNEL), field(0x12, data))));
  }

  /** Waits for the answer to subscribe: what is published before it may not come. */
  void awaitSubscribed() throws InterruptedException {
    if (!subscribed.tryAcquire(ANSWER_SECONDS, TimeUnit.SECONDS)) {
      throw new ClusterException(
          "Training: no answer to subscribe within " + ANSWER_SECONDS + " s");
    }
  }

  /** Waits until so many publications, or pushes joined into frames, have come. */
  void awaitPublications(int count) throws InterruptedException {
    if (!publications.tryAcquire(count, ANSWER_SECONDS, TimeUnit.SECONDS)) {
      throw new ClusterException(
          "Training: %d of %d publications came within %d s"
              .formatted(publications.availablePermits(), count, ANSWER_SECONDS));
    }
  }

  void close() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    socket.abort();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      publications.release(count(text.toString(), "\"pub\":{\"data\":{\"number\""));
      subscribed.release(count(text.toString(), "{\"id\":2,\"subscribe\""));
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    text.append(UTF_8.decode(data));
    if (last) {
      publications.release(count(text.toString(), "{\"number\""));
      // Field 1, the id, is 2; then field 6, the answer to subscribe.
      subscribed.release(count(text.toString(), "\b\u00022"));
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  private void send(String json, byte[] binary) {
    if (protobuf) {
      socket.sendBinary(ByteBuffer.wrap(varint(binary)), true).join();
    } else {
      socket.sendText(json, true).join();
    }
  }

  private static int count(String where, String what) {
    int found = 0;
    for (int at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + 1)) {
      found++;
    }
    return found;
  }

  private static byte[] command(int id, int tag, byte[] body) {
    return concat(bytes(0x08, id, tag), varint(body));
  }

  private static byte[] field(int tag, String value) {
    return concat(bytes(tag), varint(value.getBytes(UTF_8)));
  }

  /** Puts the length before the bytes, as a varint of one or two bytes. */
  private static byte[] varint(byte[] body) {
    return body.length < 0x80
        ? concat(bytes(body.length), body)
        : concat(bytes((body.length & 0x7f) | 0x80, body.length >> 7), body);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
