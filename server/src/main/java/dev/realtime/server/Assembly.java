package dev.realtime.server;

import dev.realtime.server.api.ApiHandler;
import dev.realtime.server.auth.JwksHttp;
import dev.realtime.server.auth.KeyException;
import dev.realtime.server.auth.SignatureExecutor;
import dev.realtime.server.broker.Broker;
import dev.realtime.server.channel.ChannelRules;
import dev.realtime.server.config.ChannelOptions;
import dev.realtime.server.config.ConfigLoader;
import dev.realtime.server.config.MaintenanceConfig;
import dev.realtime.server.config.Reload;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.server.drain.Drain;
import dev.realtime.server.drain.Rebalance;
import dev.realtime.server.health.Health;
import dev.realtime.server.health.Heartbeats;
import dev.realtime.server.hub.Hub;
import dev.realtime.server.hub.HubSettings;
import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.maintenance.MaintenanceSwitch;
import dev.realtime.server.metrics.Outcome;
import dev.realtime.server.metrics.Rejection;
import dev.realtime.server.metrics.RequestKind;
import dev.realtime.server.metrics.ServerMetrics;
import dev.realtime.server.node.Cluster;
import dev.realtime.server.node.ClusterApi;
import dev.realtime.server.protocol.Wires;
import dev.realtime.server.proxy.BackendHttp;
import dev.realtime.server.proxy.Proxies;
import dev.realtime.server.proxy.ProxyDefinitions;
import dev.realtime.server.session.ClientOperations;
import dev.realtime.server.session.Flows;
import dev.realtime.server.session.Live;
import dev.realtime.server.session.QueueMemory;
import dev.realtime.server.session.RateLimits;
import dev.realtime.server.session.Services;
import dev.realtime.server.session.SessionMetrics;
import dev.realtime.server.session.SessionRegistry;
import dev.realtime.server.trace.Tracing;
import dev.realtime.server.transport.Admission;
import dev.realtime.server.transport.BodyMemory;
import dev.realtime.server.transport.ClientRoutes;
import dev.realtime.server.transport.HandshakeGate;
import dev.realtime.server.transport.ManagementRoutes;
import dev.realtime.server.transport.Ports;
import dev.realtime.server.transport.SocketPlatform;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a server and how they hold together. Read it from top to bottom: it is long because
 * it is the one place that knows them all.
 */
final class Assembly {
  private final Clock clock = Clock.systemUTC();
  private final RandomGenerator random = new ThreadRandom();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("realtime-timer").factory());
  private final ExecutorService signatures = SignatureExecutor.create();
  private final JwksHttp jwksHttp = new JwksHttp();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ServerMetrics metrics = new ServerMetrics(registry);
  private final Health health = new Health(clock);
  private final SessionRegistry sessions = new SessionRegistry();
  private final RateLimits rates = new RateLimits(System::nanoTime);
  private final String nodeId = UUID.randomUUID().toString();

  private final ServerOptions options;
  private final ServerConfig initial;
  private volatile TlsFiles tls;
  private final Tracing tracing;
  private final SocketPlatform platform;
  private final EventLoopGroup loops;
  private final EventLoopGroup managementLoop = SocketPlatform.managementLoop();
  private final List<LoopContext> contexts = new ArrayList<>();
  private final Map<EventLoop, LoopContext> contextByLoop = new HashMap<>();
  private final Broker broker;
  private final Hub hub;
  private final MaintenanceSwitch maintenance;
  private final Drain drain;
  private final Heartbeats heartbeats;
  private final Heartbeats housekeepingBeats;
  private final Rebalance rebalance;
  private final MemoryWatch memory;
  private final Proxies proxies;
  private final Services services;
  private final Flows flows;
  private final Cluster cluster;
  private final ClientRoutes routes;
  private final Housekeeping housekeeping;

  private volatile Live live;
  private volatile Keys keys;

  static Assembly of(ServerOptions options, ConfigLoader.Loaded loaded)
      throws Server.StartException {
    try {
      return new Assembly(options, loaded);
    } catch (KeyException | IOException | IllegalStateException | IllegalArgumentException e) {
      throw new Server.StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private Assembly(ServerOptions options, ConfigLoader.Loaded loaded)
      throws KeyException, IOException {
    this.options = options;
    this.initial = loaded.config();
    Logging.apply(initial.log());
    Housekeeping.warn(loaded.warnings());
    this.live = Live.of(initial);
    this.keys = Keys.load(initial, options.directory(), null, jwksHttp, signatures, clock);
    this.tls = TlsFiles.load(initial.listen().tls());

    this.tracing = Preflight.tracing(initial);

    this.platform = SocketPlatform.choose(initial.listen().sockets());
    int count = initial.listen().eventLoops();
    this.loops = platform.loops(count > 0 ? count : Runtime.getRuntime().availableProcessors());
    for (EventExecutor executor : loops) {
      LoopContext context = new LoopContext(contexts.size(), (EventLoop) executor);
      contexts.add(context);
      contextByLoop.put(context.loop(), context);
    }

    this.broker = Brokers.create(initial, registry, clock);
    this.hub =
        new Hub(
            contexts,
            broker,
            ByteBufAllocator.DEFAULT,
            new HubSettings(
                initial.limits().loopQueueSize().bytes(),
                () -> live.config().limits().fanOutRest().toNanos(),
                () -> live.config().limits().resubscribeRate(),
                () -> live.config().limits().recoveryPublications(),
                initial.client().positionCheckInterval().toMillis(),
                Hub.LINGER.toMillis(),
                this::rules,
                this::delivered));

    this.maintenance =
        new MaintenanceSwitch(
            options.directory(),
            options.environment(),
            () -> live.config().maintenance().enabled(),
            clock);
    this.drain = new Drain(() -> live.config().drain(), sessions, timer, random, System::nanoTime);
    this.heartbeats =
        new Heartbeats(contexts.stream().map(LoopContext::loop).toList(), System::nanoTime);
    this.housekeepingBeats =
        new Heartbeats("housekeeping threads", List.of(timer), System::nanoTime);
    this.rebalance = new Rebalance(() -> live.config().rebalance(), System::nanoTime);
    this.memory = new MemoryWatch(() -> live.config().limits().shedMemory());
    this.proxies = new Proxies(BackendHttp.create(Preflight.trust(initial.proxy())), registry);
    proxies.configure(ProxyDefinitions.from(initial.proxy()));

    this.services =
        new Services(
            nodeId,
            Version.text(),
            () -> live,
            this::isFrozen,
            () -> keys.verifier(),
            proxies,
            broker,
            hub,
            sessions,
            rates,
            new SessionMetrics(metrics),
            new QueueMemory(
                contexts, () -> live.config().limits(), PlatformDependent.maxDirectMemory() / 2),
            metrics,
            tracing,
            clock,
            random);
    this.flows = new Flows(services);
    NodeClients clients =
        new NodeClients(sessions, hub, new ClientOperations(flows), this::isAccepting);
    this.cluster =
        new Cluster(nodeId, Version.nodeName(initial), Version.text(), broker, clients, clock);
    hub.onControl(cluster::onControl);
    ApiHandler api =
        new ApiHandler(
            new ClusterApi(
                cluster, broker, clients, this::rules, this::publishLimit, metrics::rejected),
            () -> keys.api(),
            this::apiCalled,
            tracing);
    Admission admission =
        new Admission(
            () -> live.config(),
            sessions,
            metrics,
            maintenance::on,
            drain::accepting,
            heartbeats::standingLag,
            memory::isShort,
            System::nanoTime,
            random);
    this.routes =
        new ClientRoutes(
            services,
            flows,
            admission,
            new HandshakeGate(() -> live.config().limits().handshakes(), metrics),
            new BodyMemory(
                () -> bodyBound(live.config()),
                admission::retryAfterSeconds,
                () -> {
                  metrics.rejected(Rejection.REQUEST_BODIES);
                  metrics.request(RequestKind.HTTP, Outcome.REFUSED);
                }),
            health,
            this::contextOf,
            () -> keys.origins(),
            api,
            cluster::emulate,
            initial.listen().compression()
                ? Wires.Compressing.from((int) initial.listen().compressionThreshold().bytes())
                : null);
    this.housekeeping = new Housekeeping(this, timer);
    Signs.register(this, admission);
  }

  private ChannelRules rules() {
    return live.rules();
  }

  private LoopContext contextOf(EventLoop loop) {
    LoopContext context = contextByLoop.get(loop);
    if (context == null) {
      throw new IllegalStateException("a connection on a loop that is not ours");
    }
    return context;
  }

  private boolean isAccepting() {
    return drain.accepting() && !maintenance.on();
  }

  private boolean isFrozen() {
    return maintenance.on()
        && live.config().maintenance().existing() == MaintenanceConfig.Existing.FREEZE;
  }

  private static long bodyBound(ServerConfig config) {
    long configured = config.limits().requestBodies().bytes();
    return configured > 0
        ? configured
        : Math.max(PlatformDependent.maxDirectMemory() / 8, config.api().maxBody().bytes());
  }

  private void delivered(long publishedAtMillis) {
    metrics.delivered(Duration.ofMillis(clock.millis() - publishedAtMillis));
  }

  /** The limit that a publication of the server API meets on this node; null if it meets none. */
  private @Nullable Rejection publishLimit(String channel, ChannelOptions options) {
    if (hub.isOverloaded()) {
      return Rejection.BROKER_QUEUE;
    }
    return rates.publish(channel, options) ? null : Rejection.RATE_PER_CHANNEL;
  }

  private void apiCalled(String method, int error, long nanos) {
    if (nanos == ApiHandler.Listener.NOT_BEGUN) {
      // Anybody may send such: neither the time nor the share of what fails may follow from it.
      metrics.request(RequestKind.API, Outcome.REFUSED);
    } else {
      metrics.request(RequestKind.API, Outcome.ofErrorCode(error), nanos);
    }
  }

  /** The ports are open: everything begins to move. */
  void started() {
    contexts.forEach(LoopContext::start);
    housekeeping.begin();
    // After the ports: looking the JVM's beans up takes longer than opening them.
    Signs.ofJvm(metrics);
  }

  /**
   * Makes a configuration the one in force; what cannot change in a running server stays.
   *
   * @return what has changed, and what waits for a restart
   * @throws KeyException if keys cannot be used; then nothing has changed
   * @throws IOException if certificates cannot be used; then nothing has changed
   */
  Reload apply(ServerConfig config) throws KeyException, IOException {
    Reload reload = Reload.of(live.config(), config);
    ServerConfig merged = reload.config();
    // Everything that may be refused comes before everything that takes effect.
    Keys nextKeys = Keys.load(merged, options.directory(), keys, jwksHttp, signatures, clock);
    TlsFiles nextTls = TlsFiles.load(merged.listen().tls());
    if ((nextTls.current() == null) != (tls.current() == null)) {
      throw new IOException(
          "listen.tls: TLS cannot be switched on or off in a running server; restart it");
    }
    List<Proxies.Definition> backends = ProxyDefinitions.from(merged.proxy());
    Live next = Live.of(merged);
    proxies.configure(backends);
    keys = nextKeys;
    tls = nextTls;
    live = next;
    Logging.apply(merged.log());
    maintenance.refresh();
    return reload;
  }

  void release() {
    proxies.close();
    jwksHttp.close();
    Server.release(timer, signatures, broker, loops);
    tracing.close();
    var _ = managementLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  ServerOptions options() {
    return options;
  }

  /** The configuration in force. */
  ServerConfig config() {
    return live.config();
  }

  Keys keys() {
    return keys;
  }

  TlsFiles tls() {
    return tls;
  }

  SocketPlatform platform() {
    return platform;
  }

  Ports ports() {
    return new Ports(platform, loops, managementLoop, ByteBufAllocator.DEFAULT);
  }

  List<LoopContext> contexts() {
    return contexts;
  }

  ClientRoutes clientRoutes() {
    return routes;
  }

  ManagementRoutes managementRoutes() {
    return new ManagementRoutes(
        health,
        registry::scrape,
        () -> keys.management(),
        () -> {
          var _ = drain.begin("requested at the management port");
        });
  }

  Broker broker() {
    return broker;
  }

  Hub hub() {
    return hub;
  }

  Health health() {
    return health;
  }

  Heartbeats heartbeats() {
    return heartbeats;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  Heartbeats housekeepingBeats() {
    return housekeepingBeats;
  }

  Rebalance rebalance() {
    return rebalance;
  }

  MemoryWatch memory() {
    return memory;
  }

  MaintenanceSwitch maintenance() {
    return maintenance;
  }

  Drain drain() {
    return drain;
  }

  SessionRegistry registry() {
    return sessions;
  }

  Services services() {
    return services;
  }

  RateLimits rates() {
    return rates;
  }

  ServerMetrics metrics() {
    return metrics;
  }

  Cluster cluster() {
    return cluster;
  }

  RandomGenerator random() {
    return random;
  }

  /** The random numbers of whichever thread asks. */
  private static final class ThreadRandom implements RandomGenerator {
    @Override
    public long nextLong() {
      return ThreadLocalRandom.current().nextLong();
    }
  }
}
