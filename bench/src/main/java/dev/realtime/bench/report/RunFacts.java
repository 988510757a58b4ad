package dev.realtime.bench.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run was.
 *
 * @param facts such as commit, versions, options and duration, by name, in the order of the report
 */
public record RunFacts(Map<String, String> facts) {
  public RunFacts {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }
}
