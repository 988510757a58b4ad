package dev.realtime.e2e.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ConnectedEvent;
import io.github.centrifugal.centrifuge.ConnectingEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenGetter;
import io.github.centrifugal.centrifuge.DisconnectedEvent;
import io.github.centrifugal.centrifuge.DuplicateSubscriptionException;
import io.github.centrifugal.centrifuge.ErrorEvent;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.HistoryOptions;
import io.github.centrifugal.centrifuge.HistoryResult;
import io.github.centrifugal.centrifuge.JoinEvent;
import io.github.centrifugal.centrifuge.LeaveEvent;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.ReplyError;
import io.github.centrifugal.centrifuge.ResultCallback;
import io.github.centrifugal.centrifuge.ServerPublicationEvent;
import io.github.centrifugal.centrifuge.ServerSubscribedEvent;
import io.github.centrifugal.centrifuge.ServerUnsubscribedEvent;
import io.github.centrifugal.centrifuge.StreamPosition;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.SubscribingEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionErrorEvent;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;
import io.github.centrifugal.centrifuge.SubscriptionOptions;
import io.github.centrifugal.centrifuge.SubscriptionTokenEvent;
import io.github.centrifugal.centrifuge.SubscriptionTokenGetter;
import io.github.centrifugal.centrifuge.TokenCallback;
import io.github.centrifugal.centrifuge.UnsubscribedEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/** centrifuge-java: Protobuf over WebSocket. */
public final class JavaSdkClient implements SdkClient {
  private static final long ANSWER_SECONDS = 10;

  private final Journal journal = new Journal();
  private final Map<String, CompletableFuture<String>> subscribing = new ConcurrentHashMap<>();
  private final Client client;

  /**
   * Makes a client that is not connected.
   *
   * @param url as in {@code ws://127.0.0.1:8004/connection/websocket}
   * @param token a JWT; empty for none
   */
  public JavaSdkClient(String url, String token) {
    this(url, token.isEmpty() ? List.of() : List.of(token));
  }

  /**
   * The same with several tokens: each time the SDK asks for one it is given the next, and the last
   * one from then on.
   */
  JavaSdkClient(String url, List<String> tokens) {
    Options options = new Options();
    TokenList list = new TokenList(tokens);
    options.setToken(list.next());
    if (tokens.size() > 1) {
      options.setTokenGetter(
          new ConnectionTokenGetter() {
            @Override
            public void getConnectionToken(ConnectionTokenEvent event, TokenCallback callback) {
              journal.add(new Journal.TokenAsked(""));
              callback.Done(null, list.next());
            }
          });
    }
    options.setMinReconnectDelay(50);
    options.setMaxReconnectDelay(500);
    client = new Client(url, options, new ConnectionListener());
  }

  @Override
  public void connect() {
    client.connect();
  }

  @Override
  public void disconnect() {
    client.disconnect();
  }

  @Override
  public void subscribe(String channel, List<String> tokens, boolean delta) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    subscribing.put(channel, answer);
    SubscriptionOptions options = new SubscriptionOptions();
    options.setJoinLeave(true);
    options.setMinResubscribeDelay(50);
    options.setMaxResubscribeDelay(500);
    TokenList list = new TokenList(tokens);
    options.setToken(list.next());
    if (tokens.size() > 1) {
      options.setTokenGetter(
          new SubscriptionTokenGetter() {
            @Override
            public void getSubscriptionToken(SubscriptionTokenEvent event, TokenCallback callback) {
              journal.add(new Journal.TokenAsked(channel));
              callback.Done(null, list.next());
            }
          });
    }
    try {
      client.newSubscription(channel, options, new ChannelListener()).subscribe();
    } catch (DuplicateSubscriptionException e) {
      throw new IllegalStateException("Already subscribed to " + channel, e);
    }
    await(answer);
  }

  @Override
  public void unsubscribe(String channel) {
    Subscription subscription = client.getSubscription(channel);
    subscription.unsubscribe();
    client.removeSubscription(subscription);
  }

  @Override
  public void publish(String channel, String data) {
    await(publishing(channel, data));
  }

  /** Publishes all of it in order without waiting for each answer; ends when all have come. */
  void publishAll(String channel, List<String> data) {
    List<CompletableFuture<Boolean>> answers =
        data.stream().map(one -> publishing(channel, one)).toList();
    answers.forEach(JavaSdkClient::await);
  }

  /** Publishes without waiting; {@code taken} hears whether the server acknowledged it. */
  public void publish(String channel, String data, Consumer<Boolean> taken) {
    client.publish(
        channel, data.getBytes(UTF_8), (problem, result) -> taken.accept(problem == null));
  }

  /** Calls the application without waiting; {@code answered} hears whether it answered. */
  public void rpc(String method, String data, Consumer<Boolean> answered) {
    client.rpc(method, data.getBytes(UTF_8), (problem, result) -> answered.accept(problem == null));
  }

  private CompletableFuture<Boolean> publishing(String channel, String data) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    client.publish(channel, data.getBytes(UTF_8), answering(answer, result -> true));
    return answer;
  }

  @Override
  public Set<String> presence(String channel) {
    CompletableFuture<Set<String>> answer = new CompletableFuture<>();
    client.presence(channel, answering(answer, result -> Set.copyOf(result.getClients().keySet())));
    return await(answer);
  }

  @Override
  public List<String> history(String channel, int limit) {
    HistoryOptions options = new HistoryOptions.Builder().withLimit(limit).build();
    CompletableFuture<List<String>> answer = new CompletableFuture<>();
    client.history(channel, options, answering(answer, JavaSdkClient::data));
    return await(answer);
  }

  @Override
  public List<String> historySince(String channel, String epoch) {
    HistoryOptions options =
        new HistoryOptions.Builder().withLimit(1).withSince(new StreamPosition(0, epoch)).build();
    CompletableFuture<List<String>> answer = new CompletableFuture<>();
    client.history(channel, options, answering(answer, JavaSdkClient::data));
    return await(answer);
  }

  @Override
  public String rpc(String method, String data) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    client.rpc(
        method,
        data.getBytes(UTF_8),
        answering(answer, result -> new String(result.getData(), UTF_8)));
    return await(answer);
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public void close() {
    try {
      if (!client.close(TimeUnit.SECONDS.toMillis(ANSWER_SECONDS))) {
        throw new IllegalStateException("centrifuge-java did not close in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while closing", e);
    }
  }

  private static List<String> data(HistoryResult result) {
    return result.getPublications().stream()
        .map(publication -> new String(publication.getData(), UTF_8))
        .toList();
  }

  private static <R, T> ResultCallback<R> answering(
      CompletableFuture<T> answer, Function<R, T> take) {
    return (problem, result) -> {
      if (problem == null) {
        answer.complete(take.apply(result));
      } else {
        answer.completeExceptionally(problem);
      }
    };
  }

  private static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      int code = e.getCause() instanceof ReplyError error ? error.getCode() : 0;
      throw new SdkException(code, String.valueOf(e.getCause().getMessage()));
    } catch (TimeoutException e) {
      throw new AssertionError("No answer within " + ANSWER_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for an answer", e);
    }
  }

  /** Tokens in the order in which they are asked for. */
  private static final class TokenList {
    private final List<String> tokens;
    private int next;

    TokenList(List<String> tokens) {
      this.tokens = tokens;
    }

    synchronized String next() {
      return tokens.isEmpty() ? "" : tokens.get(Math.min(next++, tokens.size() - 1));
    }
  }

  private final class ConnectionListener extends EventListener {
    @Override
    public void onSubscribed(Client source, ServerSubscribedEvent event) {
      journal.add(
          new Journal.Subscription(
              event.getChannel(), "subscribed", 0, event.wasRecovering(), event.getRecovered()));
    }

    @Override
    public void onUnsubscribed(Client source, ServerUnsubscribedEvent event) {
      journal.add(new Journal.Subscription(event.getChannel(), "unsubscribed", 0, false, false));
    }

    @Override
    public void onPublication(Client source, ServerPublicationEvent event) {
      journal.add(
          new Journal.Publication(
              event.getChannel(), new String(event.getData(), UTF_8), event.getOffset()));
    }

    @Override
    public void onConnecting(Client source, ConnectingEvent event) {
      journal.add(new Journal.Connection("connecting", event.getCode(), event.getReason()));
    }

    @Override
    public void onConnected(Client source, ConnectedEvent event) {
      journal.add(new Journal.Connection("connected", 0, event.getClient()));
    }

    @Override
    public void onDisconnected(Client source, DisconnectedEvent event) {
      journal.add(new Journal.Connection("disconnected", event.getCode(), event.getReason()));
    }

    @Override
    public void onError(Client source, ErrorEvent event) {
      Integer status = event.getHttpResponseCode();
      journal.add(new Journal.Problem(status == null ? 0 : status, event.getError().toString()));
    }
  }

  private final class ChannelListener extends SubscriptionEventListener {
    @Override
    public void onSubscribed(Subscription source, SubscribedEvent event) {
      journal.add(
          new Journal.Subscription(
              source.getChannel(), "subscribed", 0, event.wasRecovering(), event.getRecovered()));
      subscribing.get(source.getChannel()).complete("subscribed");
    }

    @Override
    public void onSubscribing(Subscription source, SubscribingEvent event) {
      journal.add(
          new Journal.Subscription(
              source.getChannel(), "subscribing", event.getCode(), false, false));
    }

    @Override
    public void onUnsubscribed(Subscription source, UnsubscribedEvent event) {
      journal.add(
          new Journal.Subscription(
              source.getChannel(), "unsubscribed", event.getCode(), false, false));
      subscribing
          .get(source.getChannel())
          .completeExceptionally(new ReplyError(event.getCode(), event.getReason(), false));
    }

    @Override
    public void onError(Subscription source, SubscriptionErrorEvent event) {
      journal.add(new Journal.Problem(0, event.getError().toString()));
    }

    @Override
    public void onPublication(Subscription source, PublicationEvent event) {
      journal.add(
          new Journal.Publication(
              source.getChannel(), new String(event.getData(), UTF_8), event.getOffset()));
    }

    @Override
    public void onJoin(Subscription source, JoinEvent event) {
      journal.add(new Journal.Membership(source.getChannel(), "join", event.getInfo().getClient()));
    }

    @Override
    public void onLeave(Subscription source, LeaveEvent event) {
      journal.add(
          new Journal.Membership(source.getChannel(), "leave", event.getInfo().getClient()));
    }
  }
}
