package dev.realtime.e2e.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known against a package.
 *
 * @param id of osv.dev, such as {@code GHSA-…}
 * @param summary in one line
 * @param fixed versions that correct it; empty: none does
 */
public record Advisory(String id, String summary, Set<String> fixed) {
  /** Reads an answer of osv.dev, as far as it is about that package. */
  static Advisory of(JsonNode entry, Dependency about) {
    var fixed = new TreeSet<String>();
    for (JsonNode affected : entry.path("affected")) {
      if (affected.at("/package/name").asText().equals(about.name())) {
        for (JsonNode range : affected.path("ranges")) {
          for (JsonNode event : range.path("events")) {
            if (event.has("fixed")) {
              fixed.add(event.path("fixed").asText());
            }
          }
        }
      }
    }
    return new Advisory(
        entry.path("id").asText(), entry.path("summary").asText("no summary"), fixed);
  }

  @Override
  public String toString() {
    return "%s: %s (%s)"
        .formatted(
            id, summary, fixed.isEmpty() ? "not fixed" : "fixed in " + String.join(", ", fixed));
  }
}
