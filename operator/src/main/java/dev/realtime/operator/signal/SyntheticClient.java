package dev.realtime.operator.signal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client like any other: connects through the Service, subscribes, and waits for a message that
 * is published through the Service's HTTP API, or by itself where the operator has no key of the
 * API. That it connects says that the service is there; how long its message takes says how well.
 * Connecting decides alone: a service whose Redis is away keeps its clients, and is not down.
 *
 * <p>A server that turns clients away with 503 and Retry-After (maintenance mode, shedding) has
 * answered, and counts as connected. A server that does not let this client in (401, 403, a
 * terminal close, an error in reply to connect) has answered too, but says nothing about other
 * clients: that is unknown, and the reason shows in the checklist.
 */
public final class SyntheticClient implements Sampler {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SUBSCRIBE = 2;

  private final URI address;
  private final Supplier<@Nullable String> token;
  private final Supplier<@Nullable String> apiKey;
  private final String channel;
  private final Duration interval;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * @param address of the Service's WebSocket endpoint, ws or wss
   * @param token of a client of the operator's own, which may subscribe it to the channel; null to
   *     connect anonymously
   * @param apiKey key of the Service's HTTP API; null to publish as a client, if clients may
   */
  public SyntheticClient(
      URI address,
      Supplier<@Nullable String> token,
      Supplier<@Nullable String> apiKey,
      String channel,
      Duration interval,
      Duration timeout,
      HttpClient client) {
    this.address = address;
    this.token = token;
    this.apiKey = apiKey;
    this.channel = channel;
    this.interval = interval;
    this.timeout = timeout;
    this.client = client;
  }

  @Override
  public String name() {
    return "synthetic";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public Duration timeout() {
    return timeout.plusSeconds(2);
  }

  @Override
  public Batch read(Instant now) throws InterruptedException {
    var probe = new Probe(Long.toString(now.toEpochMilli()), channel);
    long deadline = System.nanoTime() + timeout.toNanos();
    WebSocket socket = null;
    try {
      socket =
          client
              .newWebSocketBuilder()
              .subprotocols("centrifuge-json")
              .connectTimeout(timeout)
              .buildAsync(address, probe)
              .get(left(deadline), TimeUnit.NANOSECONDS);
      socket.sendText(connect(), true).get(left(deadline), TimeUnit.NANOSECONDS);
      probe.connected.get(left(deadline), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      abort(socket);
      return result(value(0, now), "no answer within " + timeout.toMillis() + " ms", now);
    } catch (ExecutionException e) {
      abort(socket);
      return notConnected(cause(e), now);
    }
    try {
      probe.subscribed.get(left(deadline), TimeUnit.NANOSECONDS);
      long begin = System.nanoTime();
      publish(socket, probe.nonce).get(left(deadline), TimeUnit.NANOSECONDS);
      long end = probe.received.get(left(deadline), TimeUnit.NANOSECONDS);
      Sample seconds = Sample.of(Signal.SYNTHETIC_SECONDS, (end - begin) / 1e9, now);
      return Batch.of(List.of(value(1, now), seconds));
    } catch (TimeoutException e) {
      return result(value(1, now), "its message did not arrive", now);
    } catch (ExecutionException e) {
      return result(value(1, now), say(cause(e)), now);
    } finally {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(_ -> null);
      socket.abort();
    }
  }

  private static Batch notConnected(Throwable cause, Instant now) {
    if (cause instanceof WebSocketHandshakeException refused) {
      int status = refused.getResponse().statusCode();
      boolean onPurpose =
          status == 503 && refused.getResponse().headers().firstValue("Retry-After").isPresent();
      boolean notMe = status >= 400 && status < 500;
      if (onPurpose || notMe) {
        Sample connected = onPurpose ? value(1, now) : notLetIn(say(cause), now);
        return result(connected, say(cause), now);
      }
    }
    return cause instanceof NotLetIn
        ? result(notLetIn(say(cause), now), say(cause), now)
        : result(value(0, now), say(cause), now);
  }

  private static Sample value(int connected, Instant now) {
    return Sample.of(Signal.SYNTHETIC_CONNECTED, connected, now);
  }

  private static Sample notLetIn(String why, Instant now) {
    return Sample.unknown(
        Signal.SYNTHETIC_CONNECTED,
        Sample.SERVICE,
        "the synthetic client is not let in: " + why,
        now);
  }

  private static Batch result(Sample connected, String whyNoLatency, Instant now) {
    return Batch.of(
        List.of(
            connected,
            Sample.unknown(Signal.SYNTHETIC_SECONDS, Sample.SERVICE, whyNoLatency, now)));
  }

  private static Throwable cause(ExecutionException e) {
    return e.getCause() == null ? e : e.getCause();
  }

  private String connect() {
    ObjectNode connect = JSON.createObjectNode().put("id", 1);
    ObjectNode body = connect.putObject("connect").put("name", "realtime-operator");
    String jwt = token.get();
    if (jwt != null) {
      body.put("token", jwt);
    }
    return connect.toString();
  }

  private static String subscribe(String channel) {
    ObjectNode subscribe = JSON.createObjectNode().put("id", SUBSCRIBE);
    subscribe.putObject("subscribe").put("channel", channel);
    return subscribe.toString();
  }

  private CompletableFuture<?> publish(WebSocket socket, String nonce) {
    ObjectNode publication = JSON.createObjectNode().put("channel", channel);
    publication.putObject("data").put("probe", nonce);
    String key = apiKey.get();
    if (key == null) {
      ObjectNode command = JSON.createObjectNode().put("id", 3);
      command.set("publish", publication);
      return socket.sendText(command.toString(), true);
    }
    URI api =
        URI.create(
            address.toString().replaceFirst("^ws", "http").replaceFirst("/connection/.*$", "")
                + "/api/publish");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(publication.toString()));
    try {
      Http.set(request, "X-API-Key", key);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    return client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenAccept(
            response -> {
              if (response.statusCode() != 200 || response.body().contains("\"error\"")) {
                throw new CompletionException(
                    new IOException(
                        "publishing by the HTTP API failed with status " + response.statusCode()));
              }
            });
  }

  private static String say(Throwable cause) {
    return cause instanceof WebSocketHandshakeException refused
        ? "refused with HTTP status " + refused.getResponse().statusCode()
        : cause instanceof Exception e ? Http.say(e) : cause.toString();
  }

  private static void abort(@Nullable WebSocket socket) {
    if (socket != null) {
      socket.abort();
    }
  }

  private static long left(long deadline) {
    return Math.max(1, deadline - System.nanoTime());
  }

  /** The server answers, but has no use for this client. */
  private static final class NotLetIn extends Exception {
    private static final long serialVersionUID = 1L;

    NotLetIn(String why) {
      super(why);
    }
  }

  /** Sorts out what the server sends. */
  private static final class Probe implements WebSocket.Listener {
    final String nonce;
    final CompletableFuture<Boolean> connected = new CompletableFuture<>();
    final CompletableFuture<Boolean> subscribed = new CompletableFuture<>();
    final CompletableFuture<Long> received = new CompletableFuture<>();
    private final String channel;
    private final StringBuilder text = new StringBuilder();

    Probe(String nonce, String channel) {
      this.nonce = nonce;
      this.channel = channel;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        String frame = text.toString();
        text.setLength(0);
        frame.lines().filter(line -> !line.isBlank()).forEach(line -> reply(socket, line));
      }
      socket.request(1);
      return null;
    }

    private void reply(WebSocket socket, String line) {
      try {
        JsonNode reply = JSON.readTree(line);
        if (reply.isObject() && reply.isEmpty()) {
          socket.sendText("{}", true).exceptionally(_ -> null);
          return;
        }
        if (reply.has("error")) {
          failed(
              new NotLetIn(
                  "error " + reply.path("error").path("code") + " to command " + reply.path("id")));
        } else if (reply.has("connect")) {
          connected.complete(true);
          if (reply.path("connect").path("subs").has(channel)) {
            subscribed.complete(true);
          } else {
            socket.sendText(subscribe(channel), true).exceptionally(_ -> null);
          }
        } else if (reply.path("id").asInt() == SUBSCRIBE) {
          subscribed.complete(true);
        }
        if (nonce.equals(reply.path("push").path("pub").path("data").path("probe").asText())) {
          received.complete(System.nanoTime());
        }
      } catch (JsonProcessingException e) {
        failed(e);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      String why = "closed with " + code + " " + reason;
      failed(code >= 3500 && code < 4000 ? new NotLetIn(why) : new IOException(why));
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      failed(error);
    }

    private void failed(Throwable failure) {
      connected.completeExceptionally(failure);
      subscribed.completeExceptionally(failure);
      received.completeExceptionally(failure);
    }
  }
}
