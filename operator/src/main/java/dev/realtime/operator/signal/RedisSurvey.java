package dev.realtime.operator.signal;

import dev.realtime.operator.signal.RedisFact.SlowCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks all processes behind a Redis at once, each on a virtual thread of its own, so that one that
 * hangs delays the whole by no more than its own timeout.
 *
 * @param sentinels how each Sentinel answered; empty without Sentinels
 * @param redises how each Redis answered; the first is the master, or the first address
 */
record RedisSurvey(List<Sentinel> sentinels, List<Reading> redises) {

  /**
   * One Redis.
   *
   * @param info empty if it does not answer
   * @param cluster what it says of the cluster it is in; empty if it is in none
   * @param problem null if it answers
   */
  record Reading(
      String address,
      double pingMillis,
      Map<String, String> info,
      Map<String, String> cluster,
      long keys,
      List<SlowCommand> slowLog,
      @Nullable Double roundTripMillis,
      @Nullable String roundTripProblem,
      @Nullable String problem) {
    static Reading failed(String address, String problem) {
      return new Reading(address, 0, Map.of(), Map.of(), 0, List.of(), null, null, problem);
    }

    @Nullable String role() {
      String role = info.get("role");
      return "slave".equals(role) ? "replica" : role;
    }
  }

  /** One Sentinel; the epoch is -1 if it does not answer. */
  record Sentinel(
      String address, long epoch, String master, List<String> replicas, @Nullable String problem) {}

  static RedisSurvey of(RedisTarget target, Duration timeout) {
    String master = target.masterName();
    if (master == null) {
      return new RedisSurvey(List.of(), readAll(target, target.addresses(), timeout));
    }
    List<Sentinel> sentinels =
        together(target.addresses(), address -> sentinel(target, address, master, timeout));
    List<Reading> readings =
        newest(sentinels)
            .map(
                found -> {
                  List<String> addresses = new ArrayList<>(List.of(found.master()));
                  addresses.addAll(found.replicas());
                  return readAll(target, addresses, timeout);
                })
            .orElse(List.of());
    return new RedisSurvey(sentinels, readings);
  }

  /** The Sentinel that knows most. */
  private static Optional<Sentinel> newest(List<Sentinel> sentinels) {
    return sentinels.stream()
        .filter(sentinel -> sentinel.problem() == null)
        .max(Comparator.comparingLong(Sentinel::epoch));
  }

  private static List<Reading> readAll(
      RedisTarget target, List<String> addresses, Duration timeout) {
    // Behind Sentinels the others are replicas: what they are asked for is their state alone.
    String master = target.masterName() == null ? null : addresses.getFirst();
    return together(
        addresses,
        address ->
            read(target.at(address), address, master == null || address.equals(master), timeout));
  }

  /**
   * @param all whether it takes commands of the server, and is asked about them too
   */
  private static Reading read(RedisTarget target, String address, boolean all, Duration timeout) {
    try (RedisConnection connection = RedisConnection.open(target, timeout)) {
      double ping = connection.ping();
      Map<String, String> info = connection.info();
      long keys = connection.keys();
      Map<String, String> cluster =
          "1".equals(info.get("cluster_enabled")) ? connection.clusterInfo() : Map.of();
      List<SlowCommand> slowLog = all ? connection.slowLog() : List.of();
      Double roundTrip = null;
      String roundTripProblem = null;
      if (all && target.channel() != null) {
        try {
          roundTrip = connection.roundTrip(target.channel());
        } catch (IOException e) {
          roundTripProblem = String.valueOf(e.getMessage());
        }
      }
      return new Reading(
          address, ping, info, cluster, keys, slowLog, roundTrip, roundTripProblem, null);
    } catch (IOException e) {
      return Reading.failed(address, String.valueOf(e.getMessage()));
    }
  }

  private static Sentinel sentinel(
      RedisTarget target, String address, String master, Duration timeout) {
    try (RedisConnection connection = RedisConnection.open(target.sentinel(address), timeout)) {
      Map<String, String> fields = connection.sentinelMaster(master);
      return new Sentinel(
          address,
          Long.parseLong(fields.getOrDefault("config-epoch", "0")),
          RedisConnection.address(fields),
          connection.sentinelReplicas(master),
          null);
    } catch (IOException e) {
      return new Sentinel(address, -1, "", List.of(), String.valueOf(e.getMessage()));
    }
  }

  private static <T> List<T> together(List<String> addresses, Function<String, T> question) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<T>> tasks =
          addresses.stream().<Callable<T>>map(address -> () -> question.apply(address)).toList();
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(tasks)) {
        answers.add(answer.get());
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + addresses, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot ask " + addresses, e.getCause());
    }
  }
}
