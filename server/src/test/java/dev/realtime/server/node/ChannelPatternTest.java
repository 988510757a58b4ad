package dev.realtime.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelPatternTest {
  @ParameterizedTest
  @CsvSource({
    "'', anything",
    "*, anything",
    "chat:*, chat:1",
    "chat:*, chat:",
    "*:1, chat:1",
    "c?at:*, chat:room",
    "*a*b*, xxaxxbxx",
    "a*b*c, aXbXbXc",
    "abc, abc",
    "**, x",
    "a.c, a.c"
  })
  void matches(String pattern, String name) {
    assertThat(new ChannelPattern(pattern).matches(name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "chat:*, news:1",
    "?, ''",
    "?, ab",
    "a*b, abc",
    "abc, abcd",
    "abcd, abc",
    "a.c, abc",
    "*a, ab"
  })
  void doesNotMatch(String pattern, String name) {
    assertThat(new ChannelPattern(pattern).matches(name)).isFalse();
  }

  @Test
  void noPatternHangs() {
    String name = "a".repeat(255);
    assertThat(new ChannelPattern("a*".repeat(100) + "b").matches(name)).isFalse();
  }
}
