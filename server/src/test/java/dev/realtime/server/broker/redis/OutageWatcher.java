package dev.realtime.server.broker.redis;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A client that does what the SDKs do: stays, answers pings, and subscribes again from its position
 * when it is told to. It counts offsets that come twice and offsets that are left out, and keeps
 * the numbers of the payloads it got: an offset alone does not say which publication it was.
 */
final class OutageWatcher implements WebSocket.Listener {
  private final String channel;
  private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final AtomicInteger commands = new AtomicInteger(2);
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
  private WebSocket socket;
  private String epoch = "";
  private volatile long offset;
  private volatile long lastSentAt;
  private final AtomicInteger gaps = new AtomicInteger();
  private final AtomicInteger duplicates = new AtomicInteger();
  private final AtomicInteger resubscribed = new AtomicInteger();
  private final AtomicInteger told = new AtomicInteger();
  private final Set<Integer> numbers = ConcurrentHashMap.newKeySet();
  private final HttpClient http;
  private final URI uri;
  private volatile boolean away;
  private volatile @Nullable String lost;

  OutageWatcher(HttpClient http, URI uri, String channel) {
    this.channel = channel;
    this.http = http;
    this.uri = uri;
    this.socket = http.newWebSocketBuilder().buildAsync(uri, this).join();
    send("{\"id\":1,\"connect\":{}}\n" + subscribe(2, false));
  }

  private String subscribe(int id, boolean recover) {
    return "{\"id\":%d,\"subscribe\":{\"channel\":\"%s\"%s}}"
        .formatted(
            id,
            channel,
            recover
                ? ",\"recover\":true,\"epoch\":\"%s\",\"offset\":%d".formatted(epoch, offset)
                : "");
  }

  /** Loses its connection. */
  void leave() {
    away = true;
    socket.abort();
  }

  /** Connects again, and recovers from where it was. */
  synchronized void comeBack() {
    text.setLength(0);
    socket = http.newWebSocketBuilder().buildAsync(uri, this).join();
    away = false;
    int id = commands.incrementAndGet();
    send("{\"id\":%d,\"connect\":{}}\n".formatted(id) + subscribe(id + 1, true));
    commands.incrementAndGet();
  }

  /** One after the other: the JDK's client refuses a message while another is being sent. */
  private synchronized void send(String message) {
    sent = sent.handle((_, _) -> socket).thenCompose(open -> open.sendText(message, true));
  }

  CompletableFuture<Void> subscribed() {
    return subscribed;
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      for (String line : text.toString().split("\n", -1)) {
        take(line);
      }
      text.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  private void take(String line) {
    if (line.equals("{}")) {
      send("{}");
    } else if (line.startsWith("{\"push\"")) {
      if (line.contains("\"unsubscribe\"")) {
        resubscribed.incrementAndGet();
        send(subscribe(commands.incrementAndGet(), true));
      } else {
        publications(line);
      }
    } else if (line.contains("\"subscribe\"")) {
      begun(line);
    } else if (line.contains("\"error\"")) {
      var _ =
          CompletableFuture.runAsync(
              () -> send(subscribe(commands.incrementAndGet(), resubscribed.get() > 0)),
              CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));
    }
  }

  private void begun(String reply) {
    if (!subscribed.isDone()) {
      epoch = textAfter(reply, "\"epoch\":\"");
      offset = numberAfter(reply, reply.lastIndexOf("\"offset\":"));
      subscribed.complete(null);
    } else if (!reply.contains("\"recovered\":true")) {
      told.incrementAndGet(); // an application loads its state anew, and goes on from here
      epoch = textAfter(reply, "\"epoch\":\"");
      offset = numberAfter(reply, reply.lastIndexOf("\"offset\":"));
    } else {
      int end = reply.indexOf("]");
      if (end > 0) {
        publications(reply.substring(0, end));
      }
    }
  }

  private void publications(String part) {
    for (int at = part.indexOf("\"offset\":"); at >= 0; at = part.indexOf("\"offset\":", at + 1)) {
      long next = numberAfter(part, at);
      if (next <= offset) {
        duplicates.incrementAndGet();
      } else {
        gaps.addAndGet(next > offset + 1 ? 1 : 0);
        offset = next;
      }
    }
    for (int at = part.indexOf("\"n\":"); at >= 0; at = part.indexOf("\"n\":", at + 1)) {
      numbers.add((int) numberAfter(part, at));
    }
    int sentAt = part.lastIndexOf("\"t\":");
    if (sentAt >= 0) {
      lastSentAt = numberAfter(part, sentAt);
    }
  }

  private static String textAfter(String text, String mark) {
    int from = text.indexOf(mark) + mark.length();
    return text.substring(from, text.indexOf('"', from));
  }

  private static long numberAfter(String text, int mark) {
    int from = text.indexOf(':', mark) + 1;
    int to = from;
    while (to < text.length() && Character.isDigit(text.charAt(to))) {
      to++;
    }
    return mark < 0 || to == from ? 0 : Long.parseLong(text.substring(from, to));
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    lost = away ? lost : statusCode + " " + reason;
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    lost = away ? lost : error.toString();
  }

  String channel() {
    return channel;
  }

  long offset() {
    return offset;
  }

  /** When the last publication received was sent, as its payload says. */
  long lastSentAt() {
    return lastSentAt;
  }

  int gaps() {
    return gaps.get();
  }

  int duplicates() {
    return duplicates.get();
  }

  /** The numbers of the payloads it got. */
  Set<Integer> numbers() {
    return numbers;
  }

  /** How often it was told that its position cannot be recovered. */
  int told() {
    return told.get();
  }

  int resubscribed() {
    return resubscribed.get();
  }

  /** Why its connection ended; null while it stands. */
  @Nullable String lost() {
    return lost;
  }

  void close() {
    socket.abort();
  }
}
