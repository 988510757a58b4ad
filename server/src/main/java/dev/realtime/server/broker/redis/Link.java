package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.BrokerHealth;
import dev.realtime.server.broker.BrokerUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard: a connection that asks, a connection that hears, the heartbeat that watches both, and
 * what the shard is subscribed to.
 *
 * <p>The two connections are made and lost apart, but never lead to different servers for long:
 * when one finds the target moved, the other follows. Everything but {@link #send} and {@link
 * #health} runs on the supervisor's thread.
 */
final class Link {
  private static final Logger log = LoggerFactory.getLogger(Link.class);

  private final Target target;
  private final Shared shared;
  private final String name;
  private final InFlight inFlight;
  private final Pulse pulse;
  private final Kept<Wire> wires;
  private final Kept<Ear> ears;
  private final Subscriptions subscriptions;
  private final Runnable moved;
  private final ConcurrentLinkedQueue<Runnable> heardEvents = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean draining = new AtomicBoolean();

  /** Name of the heartbeat's key and pub/sub channel; empty where nothing is to be heard. */
  private volatile String heartbeat = "";

  private volatile @Nullable Wire wire;
  private volatile String wireReason = "not connected yet";
  private volatile @Nullable String earReason = "not connected yet";
  private boolean wiresMade;
  private boolean earsMade;
  private int unheard;
  private long ticks;

  /**
   * A link that does nothing until {@link #start}.
   *
   * @param moved called when there is a sign that the topology has changed
   */
  Link(Target target, Shared shared, Runnable moved) {
    this.target = target;
    this.shared = shared;
    this.moved = moved;
    this.name = target.name();
    RedisSettings.Timing timing = shared.settings().timing();
    this.inFlight = new InFlight(name, shared.settings(), System::nanoTime);
    this.pulse =
        new Pulse(timing.deaf().toNanos(), nanos -> shared.metrics().roundTrip(name, nanos));
    this.subscriptions =
        new Subscriptions(name, shared.dialect(), timing.command().toNanos(), this::recovered);
    this.wires =
        new Kept<>(
            this::openWire,
            new WireEvents(),
            shared.supervisor(),
            shared.random(),
            timing.maxBackoff());
    this.ears =
        new Kept<>(
            this::openEar,
            new EarEvents(),
            shared.supervisor(),
            shared.random(),
            timing.maxBackoff());
    shared.metrics().shard(name, () -> health().up() ? 1 : 0, inFlight::count);
  }

  String name() {
    return name;
  }

  Target target() {
    return target;
  }

  /** Opens the connections; nothing is thrown if they cannot be, it goes on trying. */
  void start() {
    wires.open();
  }

  /**
   * Says in which partition's slot the heartbeat travels: one that this server owns, or in Cluster
   * {@code null} if it owns none, and nothing is heard from it.
   */
  void carry(@Nullable Integer partition) {
    String next =
        partition == null
            ? ""
            : shared
                .names()
                .heartbeat(
                    partition, shared.brokerId() + "-" + Integer.toHexString(name.hashCode()));
    if (next.equals(heartbeat)) {
      return;
    }
    if (!heartbeat.isEmpty()) {
      subscriptions.release(heartbeat);
    }
    heartbeat = next;
    pulse.earUp();
    if (!next.isEmpty()) {
      subscriptions.want(next, null);
      subscriptions.flush();
      ears.open();
    }
  }

  /**
   * Sends a request, from any thread.
   *
   * @throws dev.realtime.server.broker.BrokerOverloadedException if too many wait
   */
  <T> CompletionStage<T> send(Request<T> request) {
    Wire out = wire;
    if (out == null) {
      return CompletableFuture.failedFuture(unavailable(request.what()));
    }
    CompletionStage<T> result = out.send(request);
    result.whenComplete(
        (answer, failure) -> {
          if (failure != null && RedisError.of(failure) == RedisError.READONLY) {
            submit(() -> demoted(out));
          }
        });
    return result;
  }

  /** Sends a request for a slot that is on its way to here; see {@link Wire#sendAsking}. */
  <T> CompletionStage<T> sendAsking(Request<T> request) {
    Wire out = wire;
    return out == null
        ? CompletableFuture.failedFuture(unavailable(request.what()))
        : out.sendAsking(request);
  }

  private BrokerUnavailableException unavailable(String what) {
    return new BrokerUnavailableException(
        what + " failed: Redis " + name + " is not reachable: " + wireReason);
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  /** Whether both ways are open and all that is wanted is confirmed. */
  boolean ready() {
    return wire != null && (heartbeat.isEmpty() || subscriptions.settled());
  }

  private void demoted(Wire asked) {
    if (wire == asked) {
      giveUp("demoted", "it answers READONLY: it is a replica now");
    }
  }

  /** The connection for commands; null while there is none. */
  @Nullable Wire wire() {
    return wire;
  }

  /** The server that commands go to now; null while there is none. */
  @Nullable Address address() {
    Wire out = wire;
    return out == null ? null : out.address();
  }

  /** Leaves the current server: the target is asked anew. */
  void move(String reason) {
    giveUp("moved", reason);
  }

  private void giveUp(String why, String reason) {
    log.warn("Redis {}: connecting anew: {}", name, reason);
    shared.metrics().givenUp(name, why);
    wires.replace(reason);
    ears.replace(reason);
  }

  private void giveUpEar(String why, String reason) {
    shared.metrics().givenUp(name, why);
    ears.replace(reason);
  }

  private CompletionStage<Wire> openWire() {
    return target
        .resolve()
        .thenCompose(
            address ->
                shared
                    .connector()
                    .commands(address, shared.settings().credentials())
                    .thenCompose(
                        connection ->
                            prepared(
                                new Wire(name, address, connection, inFlight, shared.metrics()))));
  }

  /** Loads the scripts, so that no call has to be repeated for want of one. */
  private CompletionStage<Wire> prepared(Wire opened) {
    List<CompletableFuture<?>> loads = new ArrayList<>();
    for (Script script : Script.values()) {
      loads.add(
          opened
              .sendAlways(
                  Request.command(
                      "loading the script " + script,
                      CommandType.SCRIPT,
                      List.of(),
                      List.of("LOAD", script.text()),
                      answer -> answer))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new))
        .thenCompose(done -> opened.sendAlways(beat()))
        .handle(
            (receivers, failure) -> {
              // Full memory or a failing disk are no reason to leave: reads still work.
              if (failure != null
                  && (loads.stream().anyMatch(CompletableFuture::isCompletedExceptionally)
                      || RedisError.of(failure) == RedisError.READONLY
                      || RedisError.of(failure) == RedisError.CONNECTION)) {
                opened.close();
                throw new BrokerUnavailableException(Kept.reason(failure), failure);
              }
              return opened;
            });
  }

  private CompletionStage<Ear> openEar() {
    return target
        .resolve()
        .thenCompose(
            address ->
                shared
                    .connector()
                    .pubSub(address, shared.settings().credentials())
                    .thenApply(
                        connection ->
                            new Ear(address, connection, shared.dialect(), new Hearing())));
  }

  private Request<Long> beat() {
    if (heartbeat.isEmpty()) {
      return Request.command("heartbeat", CommandType.PING, List.of(), List.of(), answer -> 1L);
    }
    return Request.script(
        "heartbeat",
        Script.HEARTBEAT,
        List.of(heartbeat),
        List.of(shared.dialect().publish(), heartbeat, pulse.next(), 60_000),
        answer -> (Long) answer);
  }

  private final class WireEvents implements Kept.Events<Wire> {
    @Override
    public void up(Wire connection) {
      log.info("Redis {}: connected to {}", name, connection.address());
      if (wiresMade) {
        shared.metrics().reconnect(name, "commands");
      }
      wiresMade = true;
      pulse.commandsUp();
      wire = connection;
      follow(ears.current(), connection, ears);
      beatNow();
    }

    @Override
    public void down(String reason) {
      if (wire != null) {
        log.warn("Redis {}: commands fail until it is back: {}", name, reason);
      } else {
        log.debug("Redis {}: still no connection for commands: {}", name, reason);
      }
      wire = null;
      wireReason = reason;
      moved.run();
    }
  }

  private final class EarEvents implements Kept.Events<Ear> {
    @Override
    public void up(Ear connection) {
      if (earsMade) {
        shared.metrics().reconnect(name, "subscriptions");
      }
      earsMade = true;
      unheard = 0;
      pulse.earUp();
      earReason = null;
      follow(wires.current(), connection, wires);
      subscriptions.up(connection);
    }

    @Override
    public void down(String reason) {
      if (earReason == null) {
        log.warn("Redis {}: nothing is heard until it is back: {}", name, reason);
      } else {
        log.debug("Redis {}: still no connection for subscriptions: {}", name, reason);
      }
      earReason = reason;
      subscriptions.down(reason);
      moved.run();
    }
  }

  /** Brings the other connection to the same server, if it is on another. */
  private static <C extends Connection> void follow(
      @Nullable C other, Connection connection, Kept<C> kept) {
    if (other != null && !other.address().equals(connection.address())) {
      kept.replace("the server moved to " + connection.address());
    }
  }

  /** Watches: called by the supervisor ten times a second. */
  void tick(int ticksPerBeat) {
    inFlight.sweep();
    if (subscriptions.sweep()) {
      moved.run();
      subscriptions.flush();
    }
    if (++ticks % ticksPerBeat == 0) {
      beatNow();
    }
    Wire out = wire;
    if (out != null && pulse.silent()) {
      giveUp("silent", "no answer for " + shared.settings().timing().deaf().toMillis() + " ms");
      return;
    }
    Ear in = ears.current();
    if (in == null || heartbeat.isEmpty()) {
      return;
    }
    if (out != null && pulse.deaf()) {
      giveUpEar(
          "deaf",
          "deaf: no heartbeat heard for " + shared.settings().timing().deaf().toMillis() + " ms");
    } else if (ticks % (10L * ticksPerBeat) == 0) {
      String mismatch = subscriptions.mismatch();
      if (mismatch != null) {
        giveUpEar("miscounted", mismatch);
      } else {
        // Subscribing again changes nothing, and the answer counts what Redis hears for us.
        in.subscribe(List.of(heartbeat));
      }
    }
  }

  private void beatNow() {
    Wire out = wire;
    if (out == null) {
      return;
    }
    out.sendAlways(beat())
        .whenComplete(
            (receivers, failure) ->
                submit(() -> beaten(out, failure == null ? receivers : -1, failure)));
  }

  private void beaten(Wire asked, long receivers, @Nullable Throwable failure) {
    if (failure == null) {
      pulse.answered();
      // Published to nobody though the subscription stands: our connection is gone at Redis' end.
      unheard =
          receivers == 0 && ears.current() != null && subscriptions.settled() ? unheard + 1 : 0;
      if (unheard >= 2) {
        unheard = 0;
        giveUpEar("deaf", "deaf: Redis has no subscription of this connection");
      }
      return;
    }
    RedisError error = RedisError.of(failure);
    if (error == RedisError.READONLY) {
      demoted(asked);
    } else if (error == RedisError.MOVED) {
      moved.run();
      pulse.answered();
    } else if (error != RedisError.CONNECTION) {
      pulse.refused(Kept.reason(failure));
    }
  }

  /** Listens on Redis' event loop; all but messages goes on to the supervisor, in order. */
  private final class Hearing implements Ear.Listener {
    @Override
    public void message(String channel, byte[] body) {
      if (channel.equals(heartbeat)) {
        pulse.heard(parseNumber(body));
      } else {
        shared.deliveries().heard(channel, body);
      }
    }

    @Override
    public void subscribed(String channel, long count) {
      event(() -> subscriptions.confirmed(List.of(channel), count));
    }

    @Override
    public void unsubscribed(String channel, long count) {
      event(
          () -> {
            if (subscriptions.removed(channel, count)) {
              moved.run();
            }
          });
    }

    @Override
    public void refused(Throwable failure) {
      // A close fails all commands too, but that is reported as the loss of the connection.
      if (failure instanceof RedisCommandExecutionException) {
        shared.metrics().error(name, RedisError.of(failure));
        event(
            () -> {
              log.warn("Redis {} refused a subscription: {}", name, failure.getMessage());
              moved.run();
            });
      }
    }
  }

  private static long parseNumber(byte[] body) {
    try {
      return Long.parseLong(new String(body, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      return -1; // not one of ours; Pulse ignores numbers it has not sent
    }
  }

  /** Queues for the supervisor, with one task for many confirmations. */
  private void event(Runnable event) {
    heardEvents.add(event);
    if (draining.compareAndSet(false, true)) {
      submit(
          () -> {
            draining.set(false);
            Runnable next;
            while ((next = heardEvents.poll()) != null) {
              next.run();
            }
            subscriptions.flush();
          });
    }
  }

  private void recovered(List<String> names) {
    shared.metrics().resubscribed(name, names.size());
    shared.deliveries().gap(names);
  }

  private void submit(Runnable task) {
    try {
      shared.supervisor().execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("Redis {}: closed while something was still to do", name);
    }
  }

  BrokerHealth.Shard health() {
    String refusal = pulse.refusal();
    boolean connected = wire != null && refusal.isEmpty() && !pulse.silent();
    boolean deafByDesign = heartbeat.isEmpty();
    String notHeard = deafByDesign ? null : earReason;
    boolean hearing = deafByDesign || (notHeard == null && pulse.everHeard() && !pulse.deaf());
    String reason = "";
    if (wire == null) {
      reason = wireReason;
    } else if (!refusal.isEmpty()) {
      reason = "writes are refused: " + refusal;
    } else if (pulse.silent()) {
      reason = "no answer to heartbeats";
    } else if (notHeard != null) {
      reason = notHeard;
    } else if (!hearing) {
      reason = "heartbeats through pub/sub do not come back";
    }
    return new BrokerHealth.Shard(name, connected, hearing, pulse.roundTripMillis(), reason);
  }

  void close() {
    wire = null;
    wireReason = "the broker is closed";
    subscriptions.down("the broker is closed");
    wires.close();
    ears.close();
    shared.metrics().remove(name);
  }
}
