package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.Proxy;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.operator.signal.Reading;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the pods' figures show of calls to a dependency that are relieved. The pods do not say which
 * configuration they have; what it does shows in their calls, if there are any.
 */
final class ProxyEffects {
  private static final String GIVEN =
      "it is in the configuration, which the pods take up as they run; ";

  private ProxyEffects() {}

  static Effect of(Action action, RemedyContext context, RunStep step) {
    return switch (action) {
      case CAP_CONCURRENCY -> capped(context, step);
      case CACHE_RESPONSES -> cached(context, step);
      default -> opened(context, step);
    };
  }

  /** More calls than that show that it is not taken up; fewer may be all that there are. */
  private static Effect capped(RemedyContext context, RunStep step) {
    Integer cap = step.parameters().concurrency();
    List<Double> latest =
        series(context, step, Signal.PROXY_CALLS)
            .filter(numbers -> !numbers.isEmpty())
            .map(List::getLast)
            .toList();
    double most = latest.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return cap != null && most > cap
        ? new Effect.Pending(
            String.format(Locale.ROOT, "a pod has %.0f calls under way, %d are allowed", most, cap))
        : new Effect.Unknown(
            GIVEN
                + (latest.isEmpty()
                    ? "none of them reports its calls"
                    : String.format(Locale.ROOT, "none has more than %.0f calls under way", most)));
  }

  /** Only where answers are kept is the cache asked. */
  private static Effect cached(RemedyContext context, RunStep step) {
    long asked =
        series(context, step, Signal.PROXY_CACHE_ASKED)
            .filter(numbers -> numbers.size() > 1 && numbers.getLast() > numbers.getFirst())
            .count();
    return asked > 0
        ? new Effect.Seen("the cache is asked before the dependency is")
        : new Effect.Unknown(GIVEN + "no call has been made that the cache could answer");
  }

  /** A circuit opens with the first call that fails. */
  private static Effect opened(RemedyContext context, RunStep step) {
    boolean open =
        series(context, step, Signal.PROXY_CIRCUIT)
            .flatMap(List::stream)
            .anyMatch(state -> state > 0);
    return open
        ? new Effect.Seen("a circuit is open")
        : new Effect.Unknown(GIVEN + "no call has failed that would open a circuit");
  }

  /** What was read since the step was applied, of each pod and proxy that it is about. */
  private static Stream<List<Double>> series(RemedyContext context, RunStep step, Signal signal) {
    Instant from = step.appliedAt() == null ? step.intendedAt() : step.appliedAt();
    Set<String> proxies = proxies(context, step);
    return context.seen().series().instances(signal).stream()
        .filter(
            instance ->
                proxies.isEmpty()
                    || proxies.contains(instance.substring(instance.lastIndexOf('/') + 1)))
        .map(instance -> context.seen().series().of(signal, instance, from))
        .map(ProxyEffects::numbers);
  }

  /** As the server names them; empty for all. */
  private static Set<String> proxies(RemedyContext context, RunStep step) {
    return context.dependencies().stream()
        .filter(dependency -> dependency.name().equals(step.parameters().dependency()))
        .map(Dependency::policy)
        .flatMap(policy -> policy.proxies().stream())
        .flatMap(ProxyEffects::labels)
        .collect(Collectors.toSet());
  }

  /** {@code Subscribe} stands for the renewal of subscriptions as well. */
  private static Stream<String> labels(Proxy proxy) {
    String label = proxy.name().toLowerCase(Locale.ROOT);
    return proxy == Proxy.SUBSCRIBE ? Stream.of(label, "sub_refresh") : Stream.of(label);
  }

  private static List<Double> numbers(List<Sample> samples) {
    return samples.stream()
        .flatMap(
            sample ->
                sample.reading() instanceof Reading.Value(double number)
                    ? Stream.of(number)
                    : Stream.empty())
        .toList();
  }
}
