package dev.realtime.operator.signal;

import dev.realtime.operator.signal.RedisFact.SlowCommand;
import dev.realtime.operator.signal.RedisSurvey.Reading;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the answers of all processes behind a Redis come to. Which of them matter depends on how
 * they work together:
 *
 * <ul>
 *   <li>behind Sentinels, the master;
 *   <li>of a cluster, whoever answers: they know whether it serves its slots;
 *   <li>of several standalone ones, each: a channel lives on one of them, and is lost with it.
 * </ul>
 */
final class RedisWhole {
  private static final String FAILED = "fail";
  private static final int SLOTS = 16_384;

  private final RedisSurvey survey;
  private final List<Reading> serving;
  private final boolean cluster;

  RedisWhole(RedisSurvey survey) {
    this.survey = survey;
    List<Reading> redises = survey.redises();
    boolean sentinels = !survey.sentinels().isEmpty();
    this.serving = sentinels ? redises.stream().limit(1).toList() : redises;
    this.cluster = redises.stream().anyMatch(redis -> !redis.cluster().isEmpty());
  }

  /** Why commands of the server fail; empty if they do not. */
  Optional<String> outage() {
    if (serving.isEmpty()) {
      return Optional.of(
          survey.sentinels().stream()
              .map(sentinel -> "Sentinel " + sentinel.address() + ": " + sentinel.problem())
              .collect(Collectors.joining("; ", "no Sentinel answers: ", "")));
    }
    if (cluster) {
      return answering()
          .filter(redis -> FAILED.equals(redis.cluster().get("cluster_state")))
          .findFirst()
          .map(redis -> "the cluster is down: " + slots(redis));
    }
    List<String> silent =
        serving.stream()
            .filter(redis -> redis.problem() != null)
            .map(redis -> redis.address() + ": " + redis.problem())
            .toList();
    return silent.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", silent));
  }

  /** What is wrong with them together although they serve: slots of a cluster that nobody has. */
  Optional<String> trouble() {
    return answering()
        .filter(redis -> !redis.cluster().isEmpty() && number(redis, "cluster_slots_ok") < SLOTS)
        .findFirst()
        .map(redis -> "the cluster is not whole: " + slots(redis));
  }

  private static String slots(Reading redis) {
    return "%s says that %.0f of %d slots are served"
        .formatted(redis.address(), number(redis, "cluster_slots_ok"), SLOTS);
  }

  private static double number(Reading redis, String field) {
    return Double.parseDouble(redis.cluster().getOrDefault(field, "0"));
  }

  /** Whether there is one Redis to name as the one that takes writes. */
  Optional<String> master() {
    return serving.size() == 1 && !cluster
        ? Optional.of(serving.getFirst().address())
        : Optional.empty();
  }

  /** Those that serve and answer; where there is one that serves, that one. */
  Stream<Reading> answering() {
    return serving.stream().filter(redis -> redis.problem() == null);
  }

  /** The longest PING of those that answer, in milliseconds. */
  double pingMillis() {
    return answering().mapToDouble(Reading::pingMillis).max().orElse(0);
  }

  /** The fullest of them: whose memory is nearest to its maximum. */
  Optional<Reading> fullest() {
    return answering().max(Comparator.comparingDouble(redis -> fill(redis.info())));
  }

  private static double fill(Map<String, String> info) {
    double max = Double.parseDouble(info.getOrDefault("maxmemory", "0"));
    return max <= 0 ? 0 : Double.parseDouble(info.getOrDefault("used_memory", "0")) / max;
  }

  /** The longest round trip of a publication in milliseconds; null if one did not come back. */
  @Nullable Double roundTripMillis() {
    return roundTripProblem() != null
        ? null
        : answering()
            .map(Reading::roundTripMillis)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(null);
  }

  /** Why a publication did not come back; null if all did. */
  @Nullable String roundTripProblem() {
    return answering()
        .filter(redis -> redis.roundTripProblem() != null)
        .findFirst()
        .map(redis -> redis.address() + ": " + redis.roundTripProblem())
        .orElse(null);
  }

  /** The newest entries of all slow logs, newest first. */
  List<SlowCommand> slowLog() {
    return answering()
        .flatMap(redis -> redis.slowLog().stream())
        .sorted(Comparator.comparing(SlowCommand::at).reversed())
        .limit(20)
        .toList();
  }

  /** Keys over all of them. */
  long keys() {
    return answering().mapToLong(Reading::keys).sum();
  }
}
