package dev.realtime.server.broker.redis;

import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the masters are, according to the sentinels.
 *
 * <p>All sentinels are asked, and the answer of the highest configuration epoch counts: a failover
 * gives its epoch only with the votes of the majority, so a sentinel that was cut off and still
 * names the old master is outvoted by one that knows better. Their announcements of {@code
 * +switch-master} are heard, so that a failover is followed at once, and the question is repeated
 * now and then, because an announcement can be missed.
 *
 * <p>Confined to the supervisor's thread but for {@link Master}.
 */
final class SentinelMasters {
  private static final Logger log = LoggerFactory.getLogger(SentinelMasters.class);
  private static final String SWITCH = "+switch-master";

  private final Shared shared;
  private final List<Sentinel> sentinels = new ArrayList<>();
  private final BiConsumer<String, Address> switched;

  /**
   * Knows nothing until {@link #start}.
   *
   * @param switched told a master's name and its new address when a sentinel announces it
   */
  SentinelMasters(
      RedisSettings.Topology.Sentinel topology,
      Shared shared,
      BiConsumer<String, Address> switched) {
    this.shared = shared;
    this.switched = switched;
    for (Address address : topology.sentinels()) {
      sentinels.add(new Sentinel(address, topology.sentinelCredentials()));
    }
  }

  /** One sentinel, with a connection that asks and one that hears. */
  private final class Sentinel implements Ear.Listener {
    final Address address;
    final Kept<Wire> wires;
    final Kept<Ear> ears;
    final InFlight inFlight;
    String reason = "not connected yet";

    Sentinel(Address address, RedisSettings.Credentials credentials) {
      this.address = address;
      RedisSettings settings = shared.settings();
      this.inFlight = new InFlight("sentinel " + address, settings, System::nanoTime);
      this.wires =
          new Kept<>(
              () ->
                  shared
                      .connector()
                      .commands(address, credentials)
                      .thenApply(
                          c ->
                              new Wire(
                                  "sentinel " + address, address, c, inFlight, shared.metrics())),
              new Kept.Events<>() {
                @Override
                public void up(Wire wire) {
                  reason = "";
                }

                @Override
                public void down(String why) {
                  reason = why;
                }
              },
              shared.supervisor(),
              shared.random(),
              settings.timing().maxBackoff());
      Dialect plain = Dialect.of(settings.topology());
      this.ears =
          new Kept<>(
              () ->
                  shared
                      .connector()
                      .pubSub(address, credentials)
                      .thenApply(c -> new Ear(address, c, plain, this)),
              new Kept.Events<>() {
                @Override
                public void up(Ear ear) {
                  ear.subscribe(List.of(SWITCH));
                }

                @Override
                public void down(String why) {
                  log.debug("sentinel {} is not heard: {}", address, why);
                }
              },
              shared.supervisor(),
              shared.random(),
              settings.timing().maxBackoff());
    }

    /**
     * It has not answered in time, so its connections lead nowhere: the next question does not wait
     * for it, and no questions pile up. Opened anew, they are again what it may answer.
     */
    @SuppressWarnings("ReferenceEquality") // one connection is itself alone
    void silent(Wire asked, String why) {
      if (wires.current() == asked) {
        log.warn("sentinel {}: connecting anew: {}", address, why);
        shared.metrics().givenUp("sentinel " + address, "silent");
        wires.replace(why);
        ears.replace(why);
      }
    }

    @Override
    public void message(String name, byte[] body) {
      // <master name> <old ip> <old port> <new ip> <new port>
      String[] words = new String(body, StandardCharsets.UTF_8).split(" ", -1);
      if (name.equals(SWITCH) && words.length == 5) {
        Address master = new Address(words[3], Integer.parseInt(words[4]));
        shared.supervisor().execute(() -> switched.accept(words[0], master));
      }
    }

    @Override
    public void subscribed(String name, long count) {
      log.debug("sentinel {} is heard", address);
    }

    @Override
    public void unsubscribed(String name, long count) {
      log.debug("sentinel {} is not heard any more", address);
    }

    @Override
    public void refused(Throwable failure) {
      log.debug("sentinel {} refused a subscription", address, failure);
    }
  }

  void start() {
    for (Sentinel sentinel : sentinels) {
      sentinel.wires.open();
      sentinel.ears.open();
    }
  }

  void tick() {
    sentinels.forEach(sentinel -> sentinel.inFlight.sweep());
  }

  void close() {
    for (Sentinel sentinel : sentinels) {
      sentinel.wires.close();
      sentinel.ears.close();
    }
  }

  /** The master of a name, found out before each connection. */
  Target master(String name) {
    return new Master(name);
  }

  private final class Master implements Target {
    private final String name;

    Master(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public CompletionStage<Address> resolve() {
      return CompletableFuture.supplyAsync(() -> ask(name), shared.supervisor())
          .thenCompose(answer -> answer);
    }
  }

  private record Answer(Address master, long epoch) {}

  private CompletionStage<Address> ask(String name) {
    List<CompletableFuture<Optional<Answer>>> answers = new ArrayList<>();
    StringBuilder silent = new StringBuilder();
    for (Sentinel sentinel : sentinels) {
      Wire wire = sentinel.wires.current();
      if (wire == null) {
        silent.append("; ").append(sentinel.address).append(": ").append(sentinel.reason);
      } else {
        answers.add(ask(name, sentinel, wire, silent));
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                answers.stream()
                    .map(CompletableFuture::join)
                    .flatMap(Optional::stream)
                    .reduce((a, b) -> b.epoch() > a.epoch() ? b : a)
                    .map(Answer::master)
                    .orElseThrow(
                        () ->
                            new IllegalStateException(
                                "no sentinel names the master \"" + name + "\"" + silent)));
  }

  private CompletableFuture<Optional<Answer>> ask(
      String name, Sentinel sentinel, Wire wire, StringBuilder silent) {
    return wire.sendAlways(
            Request.command(
                "asking sentinel " + sentinel.address + " for the master \"" + name + "\"",
                CommandType.SENTINEL,
                List.of(),
                List.of("MASTER", name),
                SentinelMasters::read))
        .handle(
            (@Nullable Answer answer, @Nullable Throwable failure) -> {
              if (failure != null) {
                synchronized (silent) {
                  silent.append("; ").append(Kept.reason(failure));
                }
                noAnswer(sentinel, wire, failure);
              }
              return Optional.ofNullable(answer);
            })
        .toCompletableFuture();
  }

  private void noAnswer(Sentinel sentinel, Wire wire, Throwable failure) {
    if (RedisError.of(failure) != RedisError.CONNECTION) {
      return; // it answered, with an error
    }
    try {
      shared.supervisor().execute(() -> sentinel.silent(wire, Kept.reason(failure)));
    } catch (RejectedExecutionException e) {
      log.debug("closed while sentinel {} was asked", sentinel.address);
    }
  }

  /** Reads the flat list of names and values that describes a master. */
  private static Answer read(Object answer) {
    List<?> pairs = (List<?>) answer;
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      fields.put(text(pairs.get(i)), text(pairs.get(i + 1)));
    }
    return new Answer(
        new Address(
            fields.getOrDefault("ip", ""), Integer.parseInt(fields.getOrDefault("port", "0"))),
        Long.parseLong(fields.getOrDefault("config-epoch", "0")));
  }

  private static String text(Object value) {
    return value instanceof byte[] b ? new String(b, StandardCharsets.UTF_8) : value.toString();
  }
}
