package dev.realtime.e2e.scale;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What one run came to.
 *
 * @param services how many
 * @param operators how many shared them, by selector
 * @param bare whether it was the bare operator, with the same objects and nothing else
 * @param acceptSeconds until the API server had taken all of them
 * @param readySeconds from then until the last was Ready
 * @param peakMebibytes most memory of one operator (VmHWM)
 * @param steadyMebibytes memory of one operator while nothing changes (VmRSS)
 * @param steadyCores processor time of one operator while nothing changes, per second
 * @param steadyWrites objects that changed in a minute in which nothing was asked for
 * @param restartSeconds from the start of an operator's successor until it had looked at all
 * @param restartWrites objects that changed from the end of the operator until its successor had
 *     looked for a while
 */
public record Figures(
    int services,
    int operators,
    boolean bare,
    double acceptSeconds,
    double readySeconds,
    double peakMebibytes,
    double steadyMebibytes,
    double steadyCores,
    int steadyWrites,
    double restartSeconds,
    int restartWrites) {
  private static final String MACHINE = "machine";
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Whose figures they are, in a few words. */
  String kind() {
    if (bare) {
      return "bare operator";
    }
    return operators == 1 ? "1 operator" : operators + " operators";
  }

  /**
   * One line, for programs.
   *
   * @param machine on which it was
   */
  String json(String machine) {
    try {
      ObjectNode line = JSON.valueToTree(this);
      return JSON.writeValueAsString(line.put(MACHINE, machine));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Figures cannot be written", e);
    }
  }

  /** On which machine the run of such a line was; empty where the line does not say. */
  static String machineOf(String json) {
    try {
      return JSON.readTree(json).path(MACHINE).asText();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("This is no line of figures: " + json, e);
    }
  }

  /** From such a line. */
  static Figures of(String json) {
    try {
      return JSON.readValue(json, Figures.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("This is no line of figures: " + json, e);
    }
  }

  /** For people. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
        %d services, %s
          taken by the API server after      %8.1f s
          all Ready after that               %8.1f s
          memory of an operator, most        %8.0f MiB
          memory of an operator, at rest     %8.0f MiB
          processor time at rest             %8.3f cores
          objects written at rest            %8d
          a restarted operator is done after %8.1f s
          objects that it wrote              %8d
        """,
        services,
        kind(),
        acceptSeconds,
        readySeconds,
        peakMebibytes,
        steadyMebibytes,
        steadyCores,
        steadyWrites,
        restartSeconds,
        restartWrites);
  }
}
