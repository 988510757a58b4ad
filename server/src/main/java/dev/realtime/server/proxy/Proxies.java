package dev.realtime.server.proxy;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything the backend is asked. Each kind of question has a proxy of the same name ({@link
 * ProxyKind#label()}); namespaces may have others of their own.
 *
 * <p>Stages complete on the HTTP client's threads, or at once; they never fail.
 */
public final class Proxies implements AutoCloseable {
  private final BackendHttp http;
  private final ProxyMetrics.Registry metrics;
  private final Ticker ticker;
  private final InstantSource clock;
  private volatile Map<String, BackendProxy> byName = Map.of();

  /**
   * With no proxy yet.
   *
   * @param http closed with this
   * @param registry where figures go
   */
  public Proxies(BackendHttp http, MeterRegistry registry) {
    this(http, registry, Ticker.systemTicker(), InstantSource.system());
  }

  Proxies(BackendHttp http, MeterRegistry registry, Ticker ticker, InstantSource clock) {
    this.clock = clock;
    this.http = http;
    this.metrics = new ProxyMetrics.Registry(registry);
    this.ticker = ticker;
  }

  /** A proxy's name, what it is asked, and how. */
  public record Definition(String name, ProxyKind kind, ProxySettings settings) {
    /** The proxy that serves a kind of question unless a namespace has its own. */
    public static Definition of(ProxyKind kind, ProxySettings settings) {
      return new Definition(kind.label(), kind, settings);
    }
  }

  /**
   * Makes these the proxies there are, for calls to come. A proxy whose settings stay as they were
   * keeps its cache, its circuit and its figures; calls under way end as they began.
   *
   * @throws IllegalArgumentException if two have one name; nothing is changed then
   */
  public synchronized void configure(List<Definition> definitions) {
    Map<String, BackendProxy> before = byName;
    Map<String, BackendProxy> now = new HashMap<>();
    for (Definition definition : definitions) {
      if (now.containsKey(definition.name())) {
        throw new IllegalArgumentException(
            "two proxies are named '" + definition.name() + "'; give one another name");
      }
      BackendProxy kept = before.get(definition.name());
      now.put(
          definition.name(),
          kept != null && kept.kind() == definition.kind() ? kept : create(definition));
    }
    for (Definition definition : definitions) {
      BackendProxy proxy = now.get(definition.name());
      if (proxy != null && !proxy.settings().equals(definition.settings())) {
        proxy.reconfigure(definition.settings());
      }
    }
    byName = Map.copyOf(now);
    before.forEach(
        (name, proxy) -> {
          if (now.get(name) != proxy) {
            proxy.forget();
          }
        });
  }

  private BackendProxy create(Definition definition) {
    BackendProxy former = byName.get(definition.name());
    if (former != null) {
      former.forget(); // before the new one registers figures of the same name
    }
    http.prepare();
    return new BackendProxy(
        definition.name(), definition.kind(), definition.settings(), http, metrics, ticker, clock);
  }

  /** Whether there is a proxy of this name. */
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /**
   * Asks who a client is.
   *
   * @param clientName name it gave itself
   * @param clientVersion version it gave itself
   * @param data payload of its connect command
   * @param channels server-side channels it wants; they need the backend's consent
   */
  public CompletionStage<ProxyOutcome<ConnectAnswer>> connect(
      ProxyClient client,
      String clientName,
      String clientVersion,
      byte @Nullable [] data,
      List<String> channels) {
    return ask(
        ProxyKind.CONNECT.label(),
        client,
        RequestBody.connect(clientName, clientVersion, data, channels),
        true,
        AnswerReader.Connect::new);
  }

  /** Asks whether a connection may go on. */
  public CompletionStage<ProxyOutcome<RefreshAnswer>> refresh(ProxyClient client) {
    return ask(
        ProxyKind.REFRESH.label(),
        client,
        RequestBody.of(json -> {}),
        false,
        AnswerReader.Refresh::new);
  }

  /** Asks whether a client may subscribe. */
  public CompletionStage<ProxyOutcome<SubscribeAnswer>> subscribe(
      String proxy, ProxyClient client, String channel, byte @Nullable [] data) {
    return ask(
        proxy,
        client,
        new RequestBody(json -> json.text("channel", channel), data),
        true,
        AnswerReader.Subscribe::new);
  }

  /** Asks whether a subscription may go on. */
  public CompletionStage<ProxyOutcome<RefreshAnswer>> subRefresh(
      String proxy, ProxyClient client, String channel) {
    return ask(
        proxy,
        client,
        RequestBody.of(json -> json.text("channel", channel)),
        false,
        AnswerReader.Refresh::new);
  }

  /** Asks whether a client may publish. */
  public CompletionStage<ProxyOutcome<PublishAnswer>> publish(
      String proxy, ProxyClient client, String channel, byte[] data) {
    return ask(
        proxy,
        client,
        new RequestBody(json -> json.text("channel", channel), data),
        false,
        AnswerReader.Publish::new);
  }

  /** Calls the application. */
  public CompletionStage<ProxyOutcome<RpcAnswer>> rpc(
      String proxy, ProxyClient client, String method, byte @Nullable [] data) {
    BackendProxy backend = byName.get(proxy);
    return ask(
        proxy,
        client,
        new RequestBody(json -> json.textUnlessEmpty("method", method), data),
        backend != null && backend.settings().cache().methods().contains(method),
        AnswerReader.Rpc::new);
  }

  private <T> CompletionStage<ProxyOutcome<T>> ask(
      String name,
      ProxyClient client,
      RequestBody body,
      boolean cacheable,
      Supplier<AnswerReader<T>> reader) {
    BackendProxy proxy = byName.get(name);
    if (proxy == null) {
      return CompletableFuture.completedFuture(
          new ProxyOutcome.Failed<>(
              ProxyFailure.UNREACHABLE, "no proxy '" + name + "' is configured any more"));
    }
    return proxy.ask(client, body, cacheable, reader);
  }

  /** Breaks calls under way off. */
  @Override
  public void close() {
    http.close();
  }
}
