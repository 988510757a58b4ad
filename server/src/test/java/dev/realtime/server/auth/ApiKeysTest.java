package dev.realtime.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
  @TempDir Path dir;

  @Test
  void acceptsTheCurrentAndThePreviousKey() throws Exception {
    Path current = Files.writeString(dir.resolve("key"), "new-key\n");
    Path previous = Files.writeString(dir.resolve("previous"), "old-key");
    ApiKeys keys = ApiKeys.load(current, previous);
    assertThat(keys.accepts("new-key")).isTrue();
    assertThat(keys.accepts("old-key")).isTrue();
    for (String wrong : new String[] {"new-ke", "new-key\n", "new-keyy", "", "NEW-KEY"}) {
      assertThat(keys.accepts(wrong)).as(wrong).isFalse();
    }
    assertThat(keys.accepts(null)).isFalse();
  }

  @Test
  void aRotatedKeyCountsAfterReload() throws Exception {
    Path current = Files.writeString(dir.resolve("key"), "one");
    Path previous = dir.resolve("previous");
    ApiKeys keys = ApiKeys.load(current, previous);
    Files.writeString(previous, "one");
    Files.writeString(current, "two");
    assertThat(keys.reload()).isTrue();
    assertThat(keys.accepts("one")).isTrue();
    assertThat(keys.accepts("two")).isTrue();
    Files.writeString(previous, "");
    assertThat(keys.reload()).isTrue();
    assertThat(keys.accepts("one")).isFalse();
    Files.delete(current);
    assertThat(keys.reload()).isFalse();
    assertThat(keys.accepts("two")).isTrue();
  }

  @Test
  void noKeyConfiguredAcceptsNone() throws Exception {
    ApiKeys keys = ApiKeys.load(null, null);
    assertThat(keys.isConfigured()).isFalse();
    assertThat(keys.accepts("")).isFalse();
    assertThat(keys.accepts("any")).isFalse();
  }

  @Test
  void refusesAnEmptyKeyFile() throws Exception {
    Path empty = Files.writeString(dir.resolve("key"), "\n");
    assertThatThrownBy(() -> ApiKeys.load(empty, null))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("is empty")
        .hasMessageContaining(empty.toString());
  }
}
