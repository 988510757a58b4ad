package dev.realtime.server;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.Assertions;

/** A WebSocket client that speaks the protocol by hand. Messages come one line at a time. */
public final class TestClient implements AutoCloseable, WebSocket.Listener {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<byte[]> binary = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private WebSocket socket;

  private TestClient() {}

  public static TestClient open(URI uri, String... subprotocols) {
    return open(HTTP, uri, subprotocols);
  }

  /** Opens one over TLS. */
  public static TestClient open(URI uri, SSLContext trust) {
    return open(HttpClient.newBuilder().sslContext(trust).build(), uri);
  }

  private static TestClient open(HttpClient http, URI uri, String... subprotocols) {
    TestClient client = new TestClient();
    WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(PATIENCE);
    if (subprotocols.length > 0) {
      builder.subprotocols(subprotocols[0]);
    }
    client.socket = builder.buildAsync(uri, client).join();
    return client;
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      for (String line : text.toString().split("\n", -1)) {
        lines.add(line);
      }
      text.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
    byte[] part = new byte[data.remaining()];
    data.get(part);
    bytes.writeBytes(part);
    if (last) {
      binary.add(bytes.toByteArray());
      bytes.reset();
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    closed.complete(statusCode + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete("error " + error);
  }

  public TestClient send(String... commands) {
    socket.sendText(String.join("\n", commands), true).join();
    return this;
  }

  public TestClient sendBinary(byte[] frame) {
    socket.sendBinary(ByteBuffer.wrap(frame), true).join();
    return this;
  }

  /** The next message that is no ping. */
  public String next() {
    try {
      String line = lines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      Assertions.assertThat(line).as("a message within %s", PATIENCE).isNotNull();
      return line.equals("{}") ? next() : line;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next message, pings included. */
  public String nextRaw() {
    try {
      return lines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public byte[] nextBinary() {
    try {
      return binary.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Code and reason of the close. */
  public String closed() {
    return closed.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  public boolean isOpen() {
    return !closed.isDone();
  }

  /** Connects without a token and answers the id of the client. */
  public String connect() {
    send("{\"id\":1,\"connect\":{}}");
    return idIn(next());
  }

  public static String idIn(String connectReply) {
    String mark = "\"client\":\"";
    int at = connectReply.indexOf(mark);
    Assertions.assertThat(at).as(connectReply).isPositive();
    return connectReply.substring(at + mark.length(), at + mark.length() + 36);
  }

  /** Messages that have come and were not taken. */
  public int waiting() {
    return lines.size();
  }

  /** Drops the connection without a word. */
  public void hangUp() {
    socket.abort();
  }

  @Override
  public void close() {
    hangUp();
  }
}
