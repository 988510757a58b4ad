package dev.realtime.operator.reconcile.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.server.config.Durations;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A setting of the server that has the same name in the CRD has the same default and the same
 * values there, and bounds within the server's: what the API server takes, the server does not
 * refuse. Sizes are left out: the older ones have no bounds in the CRD, and could not be given any
 * within one API version.
 */
class SettingsOfTheCrdTest {
  private static final Path REFERENCE = Path.of("..", "docs", "reference", "configuration.md");
  private static final Path CRD =
      Path.of("..", "manifests", "base", "crds", "realtimeservices.realtime.dev.yaml");

  /** Key, default, bounds. */
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| `([\\w.\\[\\]]+)` \\| ((?:\\\\\\||[^|])*)\\| ((?:\\\\\\||[^|])*)\\|");

  /** As in: historyTtl must be between 0s and 8760h. */
  private static final Pattern BETWEEN = Pattern.compile("\\w+ must be between (\\w+) and (\\w+)");

  private static final Pattern AT_LEAST = Pattern.compile("\\w+ must be at least (\\w+)");

  private static final Pattern DEFAULT = Pattern.compile(".*\\. Default: (.+)\\.");

  /** A setting: the server's default and bounds as its reference has them, and the CRD's schema. */
  record Setting(String key, String def, String bounds, JsonNode schema) {
    String description() {
      return schema.path("description").asText();
    }

    @Override
    public String toString() {
      return key;
    }
  }

  static Stream<Setting> settings() {
    Map<String, JsonNode> fields = fields();
    return ROW.matcher(read(REFERENCE))
        .results()
        .filter(row -> fields.containsKey(row.group(1)))
        .map(row -> setting(row, fields));
  }

  private static Setting setting(MatchResult row, Map<String, JsonNode> fields) {
    String def = row.group(2).strip();
    return new Setting(
        row.group(1),
        def.isEmpty() ? "" : def.substring(1, def.length() - 1),
        row.group(3).strip(),
        fields.get(row.group(1)));
  }

  @Test
  void mostSettingsHaveTheirNameInTheCrd() {
    assertThat(settings()).hasSizeGreaterThan(180);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void defaultIsTheServers(Setting setting) {
    Matcher told = DEFAULT.matcher(setting.description());

    // What is left out there is filled in by the operator.
    assumeThat(setting.description()).doesNotContain("Left out: ");
    assertThat(told.matches() ? comparable(told.group(1)) : "")
        .isEqualTo(comparable(setting.def()));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void whatTheApiServerTakesIsWithinTheServersBounds(Setting setting) {
    JsonNode schema = setting.schema();
    if (schema.has("enum")) {
      assertThat(texts(schema.path("enum")))
          .isEqualTo(new TreeSet<>(List.of(setting.bounds().split(", ", -1))));
      return;
    }
    if (!setting.bounds().contains("…")) {
      return;
    }
    String least = setting.bounds().split("…", -1)[0].strip();
    String most = setting.bounds().split("…", -1)[1].strip();
    switch (schema.path("type").asText()) {
      case "integer", "number" -> {
        if (!least.isEmpty()) {
          assertThat(schema.path("minimum").decimalValue())
              .isGreaterThanOrEqualTo(new BigDecimal(least));
        }
        assertThat(schema.path("maximum").decimalValue())
            .isLessThanOrEqualTo(most.isEmpty() ? BigDecimal.valueOf(1e7) : new BigDecimal(most));
      }
      case "string" -> {
        if (schema.path("pattern").asText().contains("ms|s|m|h")) {
          durations(schema, least, most);
        }
      }
      default -> throw new AssertionError("bounds of a " + schema.path("type"));
    }
  }

  private static void durations(JsonNode schema, String least, String most) {
    String rule = schema.at("/x-kubernetes-validations/0/message").asText();
    Matcher between = BETWEEN.matcher(rule);
    Matcher atLeast = AT_LEAST.matcher(rule);
    assertThat(between.matches() || atLeast.matches()).as("rule '%s'", rule).isTrue();
    Duration lower = Durations.parse(between.matches() ? between.group(1) : atLeast.group(1));
    if (!least.isEmpty()) {
      assertThat(lower).isGreaterThanOrEqualTo(Durations.parse(least));
    }
    if (!most.isEmpty()) {
      assertThat(between.matches()).as("rule '%s' has an upper bound", rule).isTrue();
      assertThat(Durations.parse(between.group(2))).isLessThanOrEqualTo(Durations.parse(most));
    }
  }

  /** Durations by their length: 30d is 720h. */
  private static Object comparable(String text) {
    return text.matches("(\\d+(d|h|m|s|ms))+") ? Durations.parse(text) : text;
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new TreeSet<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** Fields of the CRD by the server's key. */
  private static Map<String, JsonNode> fields() {
    JsonNode spec =
        new ObjectMapper()
            .<JsonNode>valueToTree(Serialization.unmarshal(read(CRD), Map.class))
            .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties");
    Map<String, JsonNode> fields = new TreeMap<>();
    gather("", spec.path("server"), fields);
    gather("redis.", spec.path("redis"), fields);
    return fields;
  }

  private static void gather(String path, JsonNode schema, Map<String, JsonNode> fields) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      JsonNode value = property.getValue();
      if (value.has("properties")) {
        gather(path + property.getKey() + ".", value, fields);
      } else if (value.path("items").has("properties")) {
        gather(path + property.getKey() + "[].", value.path("items"), fields);
      } else {
        fields.put(path + property.getKey(), value);
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
