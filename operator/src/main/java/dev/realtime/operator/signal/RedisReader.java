package dev.realtime.operator.signal;

import dev.realtime.operator.signal.RedisFact.Memory;
import dev.realtime.operator.signal.RedisFact.Persistence;
import dev.realtime.operator.signal.RedisFact.RedisPod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the Redis behind a service over a connection of the operator's own. Rates are against the
 * reading before; what is known of persistence is kept over an outage, since whether a restart is
 * safe is asked when Redis no longer answers.
 */
public final class RedisReader implements Sampler {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** Redis has answered, and said that the password is wrong: it is up, as far as one can tell. */
  private static final List<String> NOT_LET_IN = List.of("WRONGPASS", "NOAUTH", "NOPERM");

  private final boolean managed;
  private final Supplier<RedisTarget> target;
  private final Supplier<List<RedisPod>> pods;
  private final Persistence configured;
  private final Duration interval;

  private @Nullable Persistence lastPersistence;
  private @Nullable Counters last;

  private record Counters(double evicted, double rejected, Instant at) {}

  /**
   * @param target where it is; asked at each reading, since passwords are rotated
   * @param pods of a managed Redis; throws unchecked if they cannot be read
   * @param configured persistence as the spec has it, for a Redis that has not answered yet
   */
  public RedisReader(
      boolean managed,
      Supplier<RedisTarget> target,
      Supplier<List<RedisPod>> pods,
      Persistence configured,
      Duration interval) {
    this.managed = managed;
    this.target = target;
    this.pods = pods;
    this.configured = configured;
    this.interval = interval;
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public Duration timeout() {
    return TIMEOUT.multipliedBy(4);
  }

  @Override
  public Batch read(Instant now) {
    Fact<RedisFact> fact;
    try {
      fact = new Fact.Known<>(look(now), now);
    } catch (RuntimeException e) {
      fact = new Fact.Unknown<>("Redis cannot be looked at: " + Http.say(e), now);
    }
    Fact<RedisFact> result = fact;
    return Batch.of(store -> store.redis(result));
  }

  private RedisFact look(Instant now) {
    RedisTarget where = target.get();
    List<RedisPod> there = pods.get();
    try (RedisConnection connection = RedisConnection.open(where, TIMEOUT)) {
      double ping = connection.ping();
      Map<String, String> info = connection.info();
      Persistence persistence = persistence(info, connection.keys());
      lastPersistence = persistence;
      return new RedisFact(
          managed, true, null, ping, memory(info, now), persistence, connection.slowLog(), there);
    } catch (IOException e) {
      String said = String.valueOf(e.getMessage());
      if (notLetIn(e)) {
        throw new IllegalStateException("it does not let the operator in: " + said, e);
      }
      return new RedisFact(
          managed,
          false,
          said,
          0,
          null,
          lastPersistence == null ? configured : lastPersistence,
          List.of(),
          there);
    }
  }

  /** Whether Redis answered that the operator may not ask. */
  static boolean notLetIn(IOException e) {
    return NOT_LET_IN.stream().anyMatch(String.valueOf(e.getMessage())::contains);
  }

  private Memory memory(Map<String, String> info, Instant now) {
    var counters =
        new Counters(
            number(info, "evicted_keys"),
            // errorstat_OOM:count=12
            errors(info.getOrDefault("errorstat_OOM", "")),
            now);
    Counters before = last;
    last = counters;
    double seconds =
        before == null ? 0 : Duration.between(before.at, counters.at).toMillis() / 1000.0;
    return new Memory(
        (long) number(info, "used_memory"),
        (long) number(info, "maxmemory"),
        info.getOrDefault("maxmemory_policy", ""),
        before == null ? 0 : rate(before.evicted, counters.evicted, seconds),
        before == null ? 0 : rate(before.rejected, counters.rejected, seconds));
  }

  private static double rate(double before, double now, double seconds) {
    return seconds <= 0 || now < before ? 0 : (now - before) / seconds;
  }

  private static Persistence persistence(Map<String, String> info, long keys) {
    boolean appendOnly = "1".equals(info.get("aof_enabled"));
    return new Persistence(
        appendOnly,
        !appendOnly
            || ("ok".equals(info.get("aof_last_write_status"))
                && "ok".equals(info.get("aof_last_bgrewrite_status"))),
        "ok".equals(info.get("rdb_last_bgsave_status")),
        "1".equals(info.get("loading")),
        keys);
  }

  private static double number(Map<String, String> info, String field) {
    return Double.parseDouble(info.getOrDefault(field, "0"));
  }

  private static double errors(String stat) {
    return stat.startsWith("count=") ? Double.parseDouble(stat.substring("count=".length())) : 0;
  }
}
