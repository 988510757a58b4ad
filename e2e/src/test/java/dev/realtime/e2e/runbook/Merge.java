package dev.realtime.e2e.runbook;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Merges YAML as a JSON merge patch does (RFC 7386): objects by key, null takes away. */
final class Merge {
  private Merge() {}

  /** Changes the target. */
  static void into(Map<String, Object> target, Map<String, Object> patch) {
    patch.forEach(
        (key, value) -> {
          if (value == null) {
            target.remove(key);
          } else if (value instanceof Map<?, ?> change) {
            Map<String, Object> merged = map(target.get(key));
            into(merged, map(change));
            target.put(key, merged);
          } else {
            target.put(key, value);
          }
        });
  }

  /** A copy that may be changed; empty where it is no map. */
  static Map<String, Object> map(@Nullable Object yaml) {
    var copy = new LinkedHashMap<String, Object>();
    if (yaml instanceof Map<?, ?> map) {
      map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    }
    return copy;
  }
}
