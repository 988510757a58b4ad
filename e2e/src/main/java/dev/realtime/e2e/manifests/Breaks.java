package dev.realtime.e2e.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a newer CRD breaks of an older one, as it is found. */
final class Breaks {
  private final List<String> all = new ArrayList<>();

  List<String> all() {
    return List.copyOf(all);
  }

  void add(String what) {
    all.add(what);
  }

  /** Whatever differs is a break. */
  void same(String what, JsonNode before, JsonNode after) {
    if (!before.equals(after)) {
      all.add(what + " was " + shown(before) + " and is " + shown(after));
    }
  }

  /** Each text of a list that is no longer in it is a break. */
  void lost(String what, JsonNode before, JsonNode after) {
    Set<String> lost = texts(before);
    lost.removeAll(texts(after));
    if (!lost.isEmpty()) {
      all.add(what + " lost " + lost);
    }
  }

  static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(value -> texts.add(value.asText()));
    return texts;
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "not there" : value.toString();
  }
}
