package dev.realtime.bench.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * A group of clients of one process; see {@link ClientPlan}. Safe for use by one thread at a time.
 */
@SuppressWarnings("FutureReturnValueIgnored") // outcomes are heard of by listeners
public final class Fleet implements AutoCloseable, Connection.Owner {
  private static final int CLOSE_TIMEOUT_SECONDS = 30;

  private final ClientPlan plan;
  private final EventLoopGroup loops;
  private final Dialer dialer;
  private final List<Client> clients = new ArrayList<>();
  private final List<Home> homes = new ArrayList<>();
  private final RandomGenerator.SplittableGenerator random;
  private final AtomicInteger nextToDial = new AtomicInteger();
  private final AtomicInteger settled = new AtomicInteger();
  private final CompletableFuture<Void> allSettled = new CompletableFuture<>();
  private volatile boolean closing;

  /** The event loop of a client, and where it counts. */
  private record Home(EventLoop loop, Recorder recorder, RandomGenerator random) {}

  /**
   * @param seed of the random times after which clients come back
   */
  Fleet(ClientPlan plan, Transport transport, EventLoopGroup loops, int loopCount, long seed) {
    this.plan = plan;
    this.loops = loops;
    dialer = new Dialer(transport, plan.endpoint(), plan.receiveBuffer());
    random = new SplittableRandom(seed);
    for (int i = 0; i < loopCount; i++) {
      homes.add(new Home(loops.next(), new Recorder(), random.split()));
    }
    for (int i = 0; i < plan.count(); i++) {
      int number = plan.firstNumber() + i;
      String token = Tokens.sign(plan.endpoint().secret(), "user-" + number);
      Client client = new Client(number, token, plan.channels());
      clients.add(client);
    }
  }

  /** Connects everybody; returns when all are subscribed or have failed, or time is up. */
  void connect() throws InterruptedException {
    int perSecond = plan.pace().perSecond();
    if (clients.isEmpty()) {
      return;
    }
    if (perSecond > 0) {
      long start = System.nanoTime();
      for (int i = 0; i < clients.size(); i++) {
        int index = i;
        long due = start + i * 1_000_000_000L / perSecond;
        loops
            .next()
            .schedule(
                () -> dial(clients.get(index)), due - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } else {
      int atOnce = Math.min(plan.pace().inFlight(), clients.size());
      // Set before anybody dials: whoever is done takes the next number from here.
      nextToDial.set(atOnce);
      for (int i = 0; i < atOnce; i++) {
        dial(clients.get(i));
      }
    }
    if (!Waiting.upTo(plan.pace().timeoutSeconds(), TimeUnit.SECONDS, allSettled)) {
      homes.getFirst().recorder.event("time was up while connecting");
    }
  }

  private void dial(Client client) {
    if (closing) {
      return;
    }
    Home home = home(client);
    Connection connection =
        new Connection(
            client, home.recorder, dialer.dialect, plan.payloadBytes(), dialer.host(), this);
    ChannelFuture dialled =
        dialer.dial(home.loop, client.turn, client.number % plan.sources(), connection);
    dialled.addListener(
        done -> {
          if (!done.isSuccess()) {
            failed(client, "connect: " + done.cause().getClass().getSimpleName());
          }
        });
  }

  @Override
  public void subscribed(Connection connection) {
    Client client = connection.client;
    long now = System.nanoTime();
    if (client.subscribedBefore) {
      connection.recorder.returned(now);
    } else {
      connection.recorder.connected(connection.startNanos, now);
      client.subscribedBefore = true;
      settle();
    }
    client.failedAttempts = 0;
    Channel channel = client.channel;
    if (!plan.reads() && channel != null) {
      channel.config().setAutoRead(false);
    }
  }

  @Override
  public void closed(Connection connection, int code, String reason) {
    if (closing) {
      return;
    }
    if (connection.isSubscribed()) {
      connection.recorder.event("lost: " + reason);
      comeBack(connection.client);
    } else {
      failed(connection.client, reason);
    }
  }

  private void failed(Client client, String reason) {
    home(client).recorder.event("failed: " + reason);
    client.failedAttempts++;
    // As the SDKs do: a server that is busy or not yet ready says so, and is asked again.
    if (client.subscribedBefore || plan.reconnect()) {
      comeBack(client);
    } else {
      settle();
    }
  }

  private void comeBack(Client client) {
    if (plan.reconnect()) {
      client.turn++;
      Home home = home(client);
      long delay = Backoff.millis(client.failedAttempts, home.random);
      home.loop.schedule(() -> dial(client), delay, TimeUnit.MILLISECONDS);
    }
  }

  /** One more client is subscribed or has failed for good; dials the next. */
  private void settle() {
    if (settled.incrementAndGet() == clients.size()) {
      allSettled.complete(null);
    }
    if (plan.pace().perSecond() == 0) {
      int index = nextToDial.getAndIncrement();
      if (index < clients.size()) {
        Client client = clients.get(index);
        home(client).loop.execute(() -> dial(client));
      }
    }
  }

  /** Counts latencies and deliveries from now on in this window of {@link System#nanoTime()}. */
  void window(long fromNanos, long toNanos) throws InterruptedException {
    for (Home home : homes) {
      Waiting.on(home.loop.submit(() -> home.recorder.window(fromNanos, toNanos)));
    }
  }

  List<Recorder.Snapshot> snapshots() throws InterruptedException {
    List<Recorder.Snapshot> all = new ArrayList<>();
    for (Home home : homes) {
      all.add(Waiting.on(home.loop.submit(home.recorder::snapshot)));
    }
    return all;
  }

  /** What subscribed clients have yet to receive of {@code total} publications. */
  Missing missing(long total, int streams) throws InterruptedException {
    Missing sum = new Missing(0, 0);
    for (int i = 0; i < homes.size(); i++) {
      int index = i;
      sum = sum.plus(Waiting.on(homes.get(i).loop.submit(() -> missingAt(index, total, streams))));
    }
    return sum;
  }

  private Missing missingAt(int home, long total, int streams) {
    Missing sum = new Missing(0, 0);
    for (int i = home; i < clients.size(); i += homes.size()) {
      Client client = clients.get(i);
      if (client.subscribedBefore) {
        long missing = client.missing(total, streams);
        sum = sum.plus(new Missing(missing > 0 ? 1 : 0, missing));
      }
    }
    return sum;
  }

  /**
   * Publications that have not arrived.
   *
   * @param clients that lack some
   * @param publications that are lacking, over all clients
   */
  public record Missing(long clients, long publications) {
    Missing plus(Missing other) {
      return new Missing(clients + other.clients, publications + other.publications);
    }
  }

  /** From now on clients connect to these ports. */
  void route(List<Integer> ports) {
    dialer.route(ports);
  }

  /** Cuts the connections of clients drawn at random, without a closing handshake. */
  void cut(int count) {
    for (int i = 0; i < count && !clients.isEmpty(); i++) {
      Channel channel = clients.get(random.nextInt(clients.size())).channel;
      if (channel != null) {
        Dialer.reset(channel);
      }
    }
  }

  /** Cuts every connection at once. */
  void cutAll() {
    for (Client client : clients) {
      Channel channel = client.channel;
      if (channel != null) {
        Dialer.reset(channel);
      }
    }
  }

  private Home home(Client client) {
    return homes.get((client.number - plan.firstNumber()) % homes.size());
  }

  @Override
  public void close() {
    closing = true;
    List<ChannelFuture> closes = new ArrayList<>();
    for (Client client : clients) {
      Channel channel = client.channel;
      if (channel != null) {
        closes.add(Dialer.reset(channel));
      }
    }
    for (ChannelFuture close : closes) {
      close.awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }
}
