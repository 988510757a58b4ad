package dev.realtime.operator.signal;

import dev.realtime.operator.signal.RedisFact.Memory;
import dev.realtime.operator.signal.RedisFact.Persistence;
import dev.realtime.operator.signal.RedisFact.RedisPod;
import dev.realtime.operator.signal.RedisSurvey.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private final @Nullable Integer wantedReplicas;
  private final Duration interval;
  private final Consumer<Fact<RedisFact>> sightings;

  private @Nullable Persistence lastPersistence;
  private @Nullable Counters last;

  /**
   * @param of the addresses that they are counted over: those of others cannot be compared
   */
  private record Counters(
      List<String> of, double evicted, double rejected, double refused, Instant at) {}

  /**
   * @param target where it is; asked at each reading, since passwords are rotated
   * @param pods of a managed Redis; throws unchecked if they cannot be read
   * @param remembered what was known of its persistence before; null: nothing
   */
  public RedisReader(
      boolean managed,
      Supplier<RedisTarget> target,
      Supplier<List<RedisPod>> pods,
      @Nullable Persistence remembered,
      Duration interval) {
    this(managed, target, pods, remembered, null, interval, _ -> {});
  }

  /**
   * The same.
   *
   * @param wantedReplicas how many replicas the master is to have; null: nobody has said
   * @param sightings told of each reading, on the sampler's thread
   */
  public RedisReader(
      boolean managed,
      Supplier<RedisTarget> target,
      Supplier<List<RedisPod>> pods,
      @Nullable Persistence remembered,
      @Nullable Integer wantedReplicas,
      Duration interval,
      Consumer<Fact<RedisFact>> sightings) {
    this.managed = managed;
    this.target = target;
    this.pods = pods;
    this.lastPersistence = remembered;
    this.wantedReplicas = wantedReplicas;
    this.interval = interval;
    this.sightings = sightings;
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
    return TIMEOUT.multipliedBy(8);
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
    sightings.accept(result);
    return Batch.of(store -> store.redis(result));
  }

  private RedisFact look(Instant now) {
    RedisTarget where = target.get();
    List<RedisPod> there = pods.get();
    RedisSurvey survey = RedisSurvey.of(where, TIMEOUT);
    RedisWhole whole = new RedisWhole(survey);
    Optional<Reading> fullest = whole.fullest();
    Optional<String> outage = whole.outage();
    if (outage.isPresent() || fullest.isEmpty()) {
      String said = outage.orElse("none of its addresses answers");
      if (notLetIn(said)) {
        throw new IllegalStateException("it does not let the operator in: " + said);
      }
      return new RedisFact(
          managed,
          false,
          said,
          0,
          null,
          lastPersistence,
          List.of(),
          there,
          nodes(survey, whole, 0));
    }
    Map<String, String> info = fullest.get().info();
    Persistence persistence = persistence(info, whole.keys());
    lastPersistence = persistence;
    Counters before = last;
    Counters counters = counters(whole, now);
    last = counters;
    return new RedisFact(
        managed,
        true,
        null,
        whole.pingMillis(),
        memory(info, before, counters),
        persistence,
        whole.slowLog(),
        there,
        nodes(survey, whole, rate(before, counters, Counters::refused)));
  }

  private RedisNodes nodes(RedisSurvey survey, RedisWhole whole, double refused) {
    List<RedisNodes.Node> nodes = new ArrayList<>();
    survey
        .redises()
        .forEach(
            redis ->
                nodes.add(new RedisNodes.Node(redis.address(), redis.role(), redis.problem())));
    survey
        .sentinels()
        .forEach(
            sentinel ->
                nodes.add(new RedisNodes.Node(sentinel.address(), "sentinel", sentinel.problem())));
    Optional<Replication> replication =
        whole.answering().findFirst().map(redis -> Replication.of(redis.info()));
    return new RedisNodes(
        whole.master().orElse(null),
        replication.map(Replication::online).orElse(null),
        wantedReplicas,
        replication.map(Replication::lagSeconds).orElse(0.0),
        replication.map(Replication::lagBytes).orElse(0.0),
        whole.roundTripMillis(),
        whole.roundTripProblem(),
        refused,
        whole.trouble().orElse(null),
        nodes);
  }

  /**
   * What a master's INFO says of its replicas: {@code slave0:ip=..,state=online,offset=..,lag=1}.
   */
  private record Replication(int online, double lagSeconds, double lagBytes) {
    static Replication of(Map<String, String> info) {
      int online = 0;
      double seconds = 0;
      double bytes = 0;
      double offset = number(info, "master_repl_offset");
      for (int i = 0; info.containsKey("slave" + i); i++) {
        Map<String, String> replica = fields(info.getOrDefault("slave" + i, ""));
        if ("online".equals(replica.get("state"))) {
          online++;
          seconds = Math.max(seconds, number(replica, "lag"));
          bytes = Math.max(bytes, offset - number(replica, "offset"));
        }
      }
      return new Replication(online, seconds, bytes);
    }

    private static Map<String, String> fields(String text) {
      return Stream.of(text.split(",", -1))
          .map(field -> field.split("=", 2))
          .filter(field -> field.length == 2)
          .collect(Collectors.toMap(field -> field[0], field -> field[1], (a, _) -> a));
    }
  }

  /** Whether Redis answered that the operator may not ask. */
  static boolean notLetIn(String said) {
    return NOT_LET_IN.stream().anyMatch(said::contains);
  }

  private static Counters counters(RedisWhole whole, Instant now) {
    return new Counters(
        whole.answering().map(Reading::address).toList(),
        sum(whole, info -> number(info, "evicted_keys")),
        // errorstat_OOM:count=12
        sum(whole, info -> errors(info.getOrDefault("errorstat_OOM", ""))),
        sum(whole, info -> number(info, "rejected_connections")),
        now);
  }

  private static double sum(RedisWhole whole, ToDoubleFunction<Map<String, String>> figure) {
    return whole.answering().mapToDouble(redis -> figure.applyAsDouble(redis.info())).sum();
  }

  private static Memory memory(
      Map<String, String> info, @Nullable Counters before, Counters counters) {
    return new Memory(
        (long) number(info, "used_memory"),
        (long) number(info, "maxmemory"),
        info.getOrDefault("maxmemory_policy", ""),
        rate(before, counters, Counters::evicted),
        rate(before, counters, Counters::rejected));
  }

  private static double rate(
      @Nullable Counters before, Counters now, ToDoubleFunction<Counters> counter) {
    if (before == null || !before.of.equals(now.of)) {
      return 0;
    }
    double seconds = Duration.between(before.at, now.at).toMillis() / 1000.0;
    return rate(counter.applyAsDouble(before), counter.applyAsDouble(now), seconds);
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
