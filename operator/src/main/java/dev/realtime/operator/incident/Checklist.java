package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Check;
import dev.realtime.api.v1alpha1.runbook.CheckVerdict;
import dev.realtime.api.v1alpha1.runbook.ChecklistItem;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.Links;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.SymptomPhase;
import dev.realtime.operator.detect.Tracked;
import dev.realtime.operator.diagnose.Redaction;
import dev.realtime.operator.signal.DependencyFact;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.PersistenceNote;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisFact.Persistence;
import dev.realtime.operator.signal.ResourceFact;
import dev.realtime.operator.signal.RolloutFact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The on-call checklist, evaluated from what is seen. Pure. */
final class Checklist {
  private static final Duration FRESH = Duration.ofSeconds(60);

  private record Answer(CheckVerdict verdict, String evidence) {}

  private Checklist() {}

  /**
   * The items in the order of {@link Check}. One that says what it said before, but for figures
   * that wander a little, stays as it is with its times; {@code since} is kept where the verdict
   * is.
   *
   * @param before as last written, by this leader or by the one before
   */
  static List<ChecklistItem> evaluate(
      ServiceView service,
      Observations seen,
      Map<Symptom, Tracked> symptoms,
      List<ChecklistItem> before,
      Beginning beginning) {
    var items = new ArrayList<ChecklistItem>();
    for (Check check : Check.values()) {
      Answer answer = answer(check, service, seen, symptoms);
      ChecklistItem last =
          before.stream().filter(item -> item.check() == check).findFirst().orElse(null);
      boolean tooEarly =
          answer.verdict() != CheckVerdict.FAILING
              && tooEarly(check, service, seen, symptoms, beginning);
      items.add(
          last != null && tooEarly
              ? last
              : next(last, check, answer, seen.at(), link(check, service.monitoring().links())));
    }
    return items;
  }

  private static ChecklistItem next(
      @Nullable ChecklistItem last,
      Check check,
      Answer answer,
      Instant now,
      @Nullable String link) {
    boolean same = last != null && last.verdict() == answer.verdict();
    // Words that are shown already hold no secret: most looks end here, without redaction.
    if (last != null && same && shows(last, answer.evidence(), link)) {
      return last;
    }
    String evidence = Redaction.redactAndBound(answer.evidence(), 1024);
    if (last != null && same) {
      return shows(last, evidence, link)
          ? last
          : new ChecklistItem(check, answer.verdict(), evidence, last.since(), now, link);
    }
    return new ChecklistItem(check, answer.verdict(), evidence, now, now, link);
  }

  private static boolean shows(ChecklistItem item, String evidence, @Nullable String link) {
    return Evidence.alike(item.evidence(), evidence) && Objects.equals(item.link(), link);
  }

  /** Whether something has not been looked at yet. */
  static boolean tooEarly(
      ServiceView service, Observations seen, Map<Symptom, Tracked> symptoms, Beginning beginning) {
    return Stream.of(Check.values())
        .anyMatch(check -> tooEarly(check, service, seen, symptoms, beginning));
  }

  private static boolean tooEarly(
      Check check,
      ServiceView service,
      Observations seen,
      Map<Symptom, Tracked> symptoms,
      Beginning beginning) {
    Facts facts = seen.facts();
    return switch (check) {
      case SERVICE_HEALTH -> {
        Tracked down = symptoms.get(Symptom.SERVICE_DOWN);
        yield down != null && beginning.tooEarlyFor(down, seen.at());
      }
      case REDIS -> beginning.tooEarlyFor(facts.redis(), seen.at());
      case RECENT_DEPLOYMENTS ->
          beginning.tooEarlyFor(facts.rollout(), seen.at())
              || beginning.tooEarlyFor(facts.workload(), seen.at());
      case RESOURCE_UTILISATION -> beginning.tooEarlyFor(facts.resources(), seen.at());
      case DATABASE, DOWNSTREAM_SERVICES ->
          service.dependencies().stream()
              .filter(dependency -> dependency.isDatabase() == (check == Check.DATABASE))
              .map(dependency -> fact(facts, dependency))
              .anyMatch(fact -> beginning.tooEarlyFor(fact, seen.at()));
    };
  }

  private static Fact<DependencyFact> fact(Facts facts, Dependency dependency) {
    return facts.dependencies().getOrDefault(dependency.name(), Fact.never());
  }

  private static Answer answer(
      Check check, ServiceView service, Observations seen, Map<Symptom, Tracked> symptoms) {
    Facts facts = seen.facts();
    return switch (check) {
      case SERVICE_HEALTH -> health(symptoms);
      case DATABASE -> dependencies(service, seen, true);
      case REDIS -> redis(facts.redis().freshAt(seen.at(), FRESH), service);
      case RECENT_DEPLOYMENTS -> deployments(facts, seen.at(), service);
      case RESOURCE_UTILISATION -> resources(facts.resources().freshAt(seen.at(), FRESH), service);
      case DOWNSTREAM_SERVICES -> dependencies(service, seen, false);
    };
  }

  private static Answer health(Map<Symptom, Tracked> symptoms) {
    var bad = new ArrayList<String>();
    var unknown = new ArrayList<String>();
    for (Tracked tracked : symptoms.values()) {
      if (tracked.phase() == SymptomPhase.FIRING || tracked.phase() == SymptomPhase.SUSPECT) {
        bad.add(tracked.symptom() + ": " + tracked.figures());
      } else if (tracked.phase() == SymptomPhase.UNKNOWN) {
        unknown.add(tracked.figures());
      }
    }
    if (!bad.isEmpty()) {
      return new Answer(CheckVerdict.FAILING, String.join("; ", bad));
    }
    Tracked down = symptoms.get(Symptom.SERVICE_DOWN);
    return down == null || down.phase() == SymptomPhase.UNKNOWN
        ? new Answer(CheckVerdict.UNKNOWN, String.join("; ", unknown))
        : new Answer(CheckVerdict.OK, down.figures());
  }

  private static Answer redis(Fact<RedisFact> fact, ServiceView service) {
    return switch (fact) {
      case Fact.Unknown<RedisFact>(String why, Instant _) -> new Answer(CheckVerdict.UNKNOWN, why);
      case Fact.Known<RedisFact>(RedisFact redis, Instant _) -> {
        String file =
            redis.managed() || losesWrites(redis)
                ? ", " + PersistenceNote.of(redis.persistence())
                : "";
        if (!redis.reachable()) {
          yield new Answer(
              CheckVerdict.FAILING,
              "does not answer: "
                  + redis.problem()
                  + (file.isEmpty() ? "" : "; when it last did" + file));
        }
        RedisFact.Memory memory = redis.memory();
        String figures =
            String.format(
                    Locale.ROOT,
                    "answers in %.0f ms, memory at %.0f %%",
                    redis.pingMillis(),
                    memory == null ? 0 : memory.percent())
                + file;
        var limits = service.policy().thresholds().causes();
        boolean bad =
            redis.pingMillis() > limits.redisMillis()
                || losesWrites(redis)
                || (memory != null
                    && (memory.percent() > limits.redisMemoryPercent()
                        || memory.rejectedPerSecond() > 0));
        yield new Answer(bad ? CheckVerdict.FAILING : CheckVerdict.OK, figures);
      }
    };
  }

  private static boolean losesWrites(RedisFact redis) {
    Persistence persistence = redis.persistence();
    return persistence != null && persistence.appendOnly() && !persistence.appendOnlyOk();
  }

  private static Answer deployments(Facts facts, Instant now, ServiceView service) {
    return switch (facts.rollout().freshAt(now, FRESH)) {
      case Fact.Unknown<RolloutFact>(String why, Instant _) ->
          new Answer(CheckVerdict.UNKNOWN, why);
      case Fact.Known<RolloutFact>(RolloutFact rollout, Instant _) -> {
        String what = "revision " + rollout.current() + " since " + rollout.startedAt();
        if (facts.workload().is(workload -> workload.rolloutStuck())) {
          yield new Answer(CheckVerdict.FAILING, what + ", its rollout is stuck");
        }
        boolean young =
            rollout
                .startedAt()
                .plusSeconds(service.policy().thresholds().causes().rolloutSeconds())
                .isAfter(now);
        yield new Answer(CheckVerdict.OK, what + (young ? ", recent: " + change(rollout) : ""));
      }
    };
  }

  private static String change(RolloutFact rollout) {
    return rollout.changed().isEmpty()
        ? "the first one"
        : "changed "
            + rollout.changed().stream()
                .sorted()
                .map(part -> part.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" and "));
  }

  private static Answer resources(Fact<ResourceFact> fact, ServiceView service) {
    return switch (fact) {
      case Fact.Unknown<ResourceFact>(String why, Instant _) ->
          new Answer(CheckVerdict.UNKNOWN, why);
      case Fact.Known<ResourceFact>(ResourceFact resources, Instant _) -> {
        if (resources.cpuPercent().isEmpty() && resources.memoryPercent().isEmpty()) {
          yield new Answer(CheckVerdict.UNKNOWN, "the pods have no limits to measure against");
        }
        double cpu = resources.cpuPercent().orElse(0);
        double memory = resources.memoryPercent().orElse(0);
        var limits = service.policy().thresholds().causes();
        yield new Answer(
            cpu >= limits.cpuPercent() || memory >= limits.memoryPercent()
                ? CheckVerdict.FAILING
                : CheckVerdict.OK,
            String.format(
                Locale.ROOT, "CPU at %.0f %%, memory at %.0f %% of their limits", cpu, memory));
      }
    };
  }

  private static Answer dependencies(ServiceView service, Observations seen, boolean databases) {
    var bad = new ArrayList<String>();
    var unknown = new ArrayList<String>();
    var good = new ArrayList<String>();
    service.dependencies().stream()
        .filter(dependency -> dependency.isDatabase() == databases)
        .forEach(
            dependency -> {
              Fact<DependencyFact> fact =
                  fact(seen.facts(), dependency)
                      .freshAt(seen.at(), FRESH.plusSeconds(dependency.intervalSeconds()));
              switch (fact) {
                case Fact.Unknown<DependencyFact>(String why, Instant _) ->
                    unknown.add(dependency.name() + ": " + why);
                case Fact.Known<DependencyFact>(DependencyFact it, Instant _) ->
                    (it.well() ? good : bad).add(figures(it));
              }
            });
    if (!bad.isEmpty()) {
      return new Answer(CheckVerdict.FAILING, String.join("; ", bad));
    }
    if (!unknown.isEmpty()) {
      return new Answer(CheckVerdict.UNKNOWN, String.join("; ", unknown));
    }
    return good.isEmpty()
        ? new Answer(
            CheckVerdict.NOT_APPLICABLE,
            databases ? "no database in spec.dependencies" : "no service in spec.dependencies")
        : new Answer(CheckVerdict.OK, String.join("; ", good));
  }

  private static String figures(DependencyFact fact) {
    if (!fact.reachable()) {
      return fact.name() + " fails: " + fact.problem();
    }
    DependencyFact.Connections connections = fact.connections();
    return String.format(Locale.ROOT, "%s answers in %.0f ms", fact.name(), fact.millis())
        + (connections == null
            ? ""
            : ", " + connections.used() + " of " + connections.max() + " connections");
  }

  private static @Nullable String link(Check check, Links links) {
    return switch (check) {
      case SERVICE_HEALTH -> links.alerts() == null ? links.dashboard() : links.alerts();
      case RECENT_DEPLOYMENTS -> links.logs();
      case DATABASE, REDIS, RESOURCE_UTILISATION, DOWNSTREAM_SERVICES -> links.dashboard();
    };
  }
}
