package dev.realtime.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {
  @ParameterizedTest
  @CsvSource({
    "https://example.com, https://example.com",
    "https://example.com, HTTPS://EXAMPLE.COM",
    "https://example.com, https://example.com:443",
    "https://example.com:443, https://example.com",
    "http://localhost:*, http://localhost:3000",
    "http://localhost:*, http://localhost",
    "https://*.example.com, https://a.example.com",
    "https://*.example.com, https://a.b.example.com",
    "*://example.com, http://example.com",
    "*://example.com, https://example.com",
    "https://*, https://anything.test",
    "https://*:*, https://anything.test:8443",
    "http://[::1]:*, http://[::1]:8080",
    "capacitor://localhost, capacitor://localhost",
    "*, null",
    "*, https://x.test",
    "null, null"
  })
  void allows(String pattern, String origin) {
    assertThat(OriginPolicy.of(List.of("https://else.test", pattern)).allows(origin, "h")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com, http://example.com",
    "https://example.com, https://example.com:8443",
    "https://example.com, https://example.com.evil.test",
    "https://example.com, https://evil.test?https://example.com",
    "https://example.com, https://user@example.com",
    "https://example.com, https://example.com/",
    "https://example.com, https://sub.example.com",
    "https://*.example.com, https://example.com",
    "https://*.example.com, https://evilexample.com",
    "https://*.example.com, https://.example.com",
    "https://*.example.com, https://evil.test/.example.com",
    "https://*.example.com, https://evil.test#.example.com",
    "https://*.example.com, https://evil.test\\.example.com",
    "https://*.example.com, null",
    "https://*, https://anything.test:8443",
    "null, https://example.com",
    "http://localhost:*, http://localhost:99999",
    "http://localhost:*, http://localhost:"
  })
  void refuses(String pattern, String origin) {
    assertThat(OriginPolicy.of(List.of(pattern)).allows(origin, "example.com")).isFalse();
  }

  @Test
  void refusesOriginsOfAbsurdLength() {
    assertThat(OriginPolicy.of(List.of("https://*")).allows("https://" + "a".repeat(100_000), "h"))
        .isFalse();
  }

  @Test
  void withoutPatternsOnlyTheServersOwnPagesPass() {
    OriginPolicy policy = OriginPolicy.of(List.of());
    assertThat(policy.allows("https://rt.example.com", "rt.example.com")).isTrue();
    assertThat(policy.allows("http://localhost:8004", "localhost:8004")).isTrue();
    assertThat(policy.allows("https://rt.example.com", "RT.example.com:443")).isTrue();
    assertThat(policy.allows("https://evil.test", "rt.example.com")).isFalse();
    assertThat(policy.allows("http://localhost:3000", "localhost:8004")).isFalse();
    assertThat(policy.allows("null", "rt.example.com")).isFalse();
    assertThat(policy.allows("https://rt.example.com", null)).isFalse();
  }

  @Test
  void requestsThatComeFromNoPagePass() {
    assertThat(OriginPolicy.of(List.of("https://example.com")).allows(null, "h")).isTrue();
    assertThat(OriginPolicy.of(List.of()).allows(null, null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com", "https://", "https://example.com/path", "https://a*.com", "https://*.*.com",
        "https://example.com:0", "https://example.com:70000", "https://example.com:x", "", "**"
      })
  void refusesPatternsThatCannotBeMeant(String pattern) {
    assertThatThrownBy(() -> OriginPolicy.of(List.of(pattern)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + pattern + "'");
  }
}
