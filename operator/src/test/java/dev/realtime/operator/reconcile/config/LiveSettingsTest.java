package dev.realtime.operator.reconcile.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pods are replaced for the settings that a running server does not take over, and for no others.
 */
class LiveSettingsTest {
  /** Generated from the server's own declaration. */
  private static final Path REFERENCE = Path.of("..", "docs", "reference", "configuration.md");

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([\\w.\\[\\]]+)` \\|((?:\\\\\\||[^|])*\\|){2} (yes)? *\\|");

  /** A setting of the server. */
  record Setting(String key, boolean live) {
    @Override
    public String toString() {
      return key + (live ? ", live" : "");
    }
  }

  static Stream<Setting> settings() throws IOException {
    return ROW.matcher(Files.readString(REFERENCE))
        .results()
        .map(row -> new Setting(row.group(1), row.group(3) != null))
        // Those of a list are rendered with the list.
        .filter(setting -> !setting.key().contains("[]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void podsAreReplacedWhereTheServerDoesNotTakeItOver(Setting setting) {
    String before = Configuration.of(yaml(setting.key(), "one")).restartHash();
    String after = Configuration.of(yaml(setting.key(), "another")).restartHash();

    if (setting.live()) {
      assertThat(after).isEqualTo(before);
    } else {
      assertThat(after).isNotEqualTo(before);
    }
  }

  @Test
  void everySettingOfTheReferenceIsRead() throws IOException {
    long rows =
        Files.readAllLines(REFERENCE).stream().filter(line -> line.startsWith("| `")).count();
    long ofLists =
        Files.readAllLines(REFERENCE).stream()
            .filter(line -> line.startsWith("| `") && line.split("`", 3)[1].contains("[]"))
            .count();

    assertThat(settings()).hasSize((int) (rows - ofLists));
    assertThat(settings()).anyMatch(Setting::live).anyMatch(setting -> !setting.live());
  }

  @Test
  void wholeListsAreLive() {
    assertThat(
            Configuration.of("namespaces: [{name: a, historySize: 1}]\nbroker: redis\n")
                .restartHash())
        .isEqualTo(
            Configuration.of("namespaces: [{name: a, historySize: 2}]\nbroker: redis\n")
                .restartHash());
  }

  private static String yaml(String key, String value) {
    Object tree = value;
    for (String part : List.of(key.split("\\.")).reversed()) {
      Map<String, Object> group = new LinkedHashMap<>();
      group.put(part, tree);
      tree = group;
    }
    return Serialization.asYaml(tree);
  }
}
