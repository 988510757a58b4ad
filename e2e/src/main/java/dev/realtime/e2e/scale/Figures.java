package dev.realtime.e2e.scale;

import java.util.Locale;

/**
 * What one run came to.
 *
 * @param services how many
 * @param operators how many shared them, by selector
 * @param acceptSeconds until the API server had taken all of them
 * @param readySeconds from then until the last was Ready
 * @param peakMebibytes most memory of one operator (VmHWM)
 * @param steadyMebibytes memory of one operator while nothing changes (VmRSS)
 * @param steadyCores processor time of one operator while nothing changes, per second
 * @param restartSeconds from the start of an operator's successor until it had looked at all
 * @param changed objects that the successor changed, RealtimeServices left out
 */
public record Figures(
    int services,
    int operators,
    double acceptSeconds,
    double readySeconds,
    double peakMebibytes,
    double steadyMebibytes,
    double steadyCores,
    double restartSeconds,
    int changed) {
  /** For programs. */
  public String json() {
    return String.format(
        Locale.ROOT,
        "{\"services\": %d, \"operators\": %d, \"acceptSeconds\": %.1f, \"readySeconds\": %.1f,"
            + " \"peakMebibytes\": %.0f, \"steadyMebibytes\": %.0f, \"steadyCores\": %.3f,"
            + " \"restartSeconds\": %.1f, \"changed\": %d}%n",
        services,
        operators,
        acceptSeconds,
        readySeconds,
        peakMebibytes,
        steadyMebibytes,
        steadyCores,
        restartSeconds,
        changed);
  }

  /** For people. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
        %d services, %d operator(s)
          taken by the API server after      %8.1f s
          all Ready after that               %8.1f s
          memory of an operator, most        %8.0f MiB
          memory of an operator, at rest     %8.0f MiB
          processor time at rest             %8.3f cores
          a restarted operator is done after %8.1f s
          objects that it changed            %8d
        """,
        services,
        operators,
        acceptSeconds,
        readySeconds,
        peakMebibytes,
        steadyMebibytes,
        steadyCores,
        restartSeconds,
        changed);
  }
}
