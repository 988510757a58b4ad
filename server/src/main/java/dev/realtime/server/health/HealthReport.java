package dev.realtime.server.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer of a probe.
 *
 * @param status worst of the checks
 * @param checks in the order they were registered
 */
public record HealthReport(Status status, List<Check> checks) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One check's part.
   *
   * @param name stable, in kebab-case
   * @param finding what it found
   * @param since when it got this status
   */
  public record Check(String name, Finding finding, Instant since) {}

  /** HTTP status: 503 if anything is down, else 200. */
  public int httpStatus() {
    return status == Status.DOWN ? 503 : 200;
  }

  /**
   * {@code {"status":"down","reasons":["redis: …"],"checks":{"redis":{"status":…,"reason":…,
   * "since":…,…}}}}, UTF-8.
   */
  public byte[] json() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("status", status);
    report.put(
        "reasons",
        checks.stream()
            .filter(check -> !check.finding().reason().isEmpty())
            .map(check -> check.name() + ": " + check.finding().reason())
            .toList());
    Map<String, Object> byName = new LinkedHashMap<>();
    for (Check check : checks) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("status", check.finding().status());
      if (!check.finding().reason().isEmpty()) {
        one.put("reason", check.finding().reason());
      }
      one.put("since", check.since().toString());
      one.putAll(check.finding().details());
      byName.put(check.name(), one);
    }
    report.put("checks", byName);
    try {
      return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a health check has a detail that is not JSON", e);
    }
  }
}
