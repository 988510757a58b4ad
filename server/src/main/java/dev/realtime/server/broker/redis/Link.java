package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.BrokerHealth;
import dev.realtime.server.broker.BrokerUnavailableException;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
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
        new Pulse(
            timing.deaf().toNanos(),
            System::nanoTime,
            nanos -> shared.metrics().roundTrip(name, nanos));
    this.subscriptions =
        new Subscriptions(name, shared.dialect(), timing.command().toNanos(), new Gaps());
    Opener opener = new Opener(target, shared, inFlight);
    this.wires =
        new Kept<>(
            () -> opener.wire(this::beat),
            new WireEvents(),
            shared.supervisor(),
            shared.random(),
            timing.maxBackoff());
    this.ears =
        new Kept<>(
            () -> opener.ear(this::hearing),
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

  private Hearing hearing() {
    return new Hearing(name, shared, pulse, subscriptions, n -> n.equals(heartbeat), moved);
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
    } else if (error.isRedirection()) {
      moved.run();
      pulse.answered();
      pulse.unpublished();
    } else if (error != RedisError.CONNECTION) {
      pulse.refused(Kept.reason(failure));
      if (!error.isOfWrites()) {
        pulse.unpublished();
      }
    }
  }

  private final class Gaps implements Subscriptions.GapListener {
    @Override
    public void interrupted(List<String> names) {
      shared.deliveries().interrupted(names);
    }

    @Override
    public void recovered(List<String> names) {
      shared.metrics().resubscribed(name, names.size());
      // Once more: the old server may have answered for them between the two.
      shared.deliveries().interrupted(names);
      shared.deliveries().gap(names);
    }
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
    boolean hearing = deafByDesign || (notHeard == null && pulse.hasHeard() && !pulse.deaf());
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
