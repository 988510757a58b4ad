package dev.realtime.operator.signal;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the server containers use, from metrics.k8s.io, against their limits. */
public record ResourceFact(List<Use> pods) {
  public ResourceFact {
    pods = List.copyOf(pods);
  }

  /**
   * Use of one pod's server container.
   *
   * @param cpuCores cores in use, averaged by metrics-server over its own window
   * @param cpuLimit limit in cores, null if it has none
   * @param memoryBytes working set
   * @param memoryLimit limit in bytes, null if it has none
   */
  public record Use(
      String pod,
      double cpuCores,
      @Nullable Double cpuLimit,
      double memoryBytes,
      @Nullable Double memoryLimit) {
    /** CPU use in percent of the limit; NaN without a limit. */
    public double cpuPercent() {
      return percent(cpuCores, cpuLimit);
    }

    /** Memory use in percent of the limit; NaN without a limit. */
    public double memoryPercent() {
      return percent(memoryBytes, memoryLimit);
    }

    private static double percent(double used, @Nullable Double limit) {
      return limit == null || limit <= 0 ? Double.NaN : 100 * used / limit;
    }
  }

  /** Mean CPU use over the pods that have a limit, in percent. */
  public OptionalDouble cpuPercent() {
    return mean(Use::cpuPercent);
  }

  /** Mean memory use over the pods that have a limit, in percent. */
  public OptionalDouble memoryPercent() {
    return mean(Use::memoryPercent);
  }

  private OptionalDouble mean(ToDoubleFunction<Use> percent) {
    return pods.stream().mapToDouble(percent).filter(p -> !Double.isNaN(p)).average();
  }
}
