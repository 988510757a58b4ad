package dev.realtime.operator.reconcile.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Only settings that the server itself takes over are changed without new pods. */
class LiveSettingsTest {
  private static final Path REFERENCE = Path.of("..", "docs", "reference", "configuration.md");

  /** Key, default, bounds, live. */
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)` \\|(?:(?:\\\\\\||[^|])*\\|){2} (yes)? \\|.*");

  /** A row of the reference. */
  record Setting(String key, boolean live) {}

  @Test
  void listIsTheServersOwn() throws IOException {
    List<Setting> settings = settings();
    assertThat(settings).hasSizeGreaterThan(100).anyMatch(setting -> !setting.live());

    Set<String> live =
        settings.stream()
            .filter(Setting::live)
            .map(Setting::key)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(settings.stream().map(Setting::key).filter(LiveSettingsTest::listed))
        .containsExactlyInAnyOrderElementsOf(live);
  }

  @Test
  void everyPathOfTheListIsASetting() throws IOException {
    List<Setting> settings = settings();
    assertThat(LiveSettings.PATHS)
        .allSatisfy(
            path ->
                assertThat(settings)
                    .anyMatch(
                        setting ->
                            setting.key().equals(path) || setting.key().startsWith(path + ".")));
  }

  private static List<Setting> settings() throws IOException {
    return Files.readAllLines(REFERENCE).stream()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .map(row -> new Setting(row.group(1).replace("[]", ""), row.group(2) != null))
        .toList();
  }

  private static boolean listed(String key) {
    return LiveSettings.PATHS.stream()
        .anyMatch(path -> key.equals(path) || key.startsWith(path + "."));
  }
}
