package dev.realtime.server.config;

import java.time.Duration;

/** How clients are sent away when the process is told to end. */
public record DrainConfig(
    @Setting(
            value =
                "How long connections are still accepted after readiness has gone, for endpoints"
                    + " and load balancers to notice.",
            def = "5s",
            max = "10m",
            live = true)
        Duration grace,
    @Setting(
            value = "Time over which closes with 3001 are spread evenly.",
            def = "20s",
            max = "1h",
            live = true)
        Duration window,
    @Setting(
            value =
                "Closes a second at most; where the window would need more, the window is"
                    + " stretched, up to the deadline.",
            def = "2000",
            min = "1",
            max = "1000000",
            live = true)
        int maxRate,
    @Setting(
            value =
                "The process ends this long after it was told to, come what may. Kubernetes'"
                    + " terminationGracePeriodSeconds has to be above it.",
            def = "40s",
            min = "1s",
            max = "2h",
            live = true)
        Duration deadline)
    implements Checked {
  @Override
  public void check(Report report) {
    if (grace.plus(window).compareTo(deadline) > 0) {
      report.problem("deadline", "is below grace + window; clients would be cut off");
    }
  }
}
