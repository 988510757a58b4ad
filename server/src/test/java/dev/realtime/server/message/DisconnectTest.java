package dev.realtime.server.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisconnectTest {
  private static String reason(String given) {
    return new Disconnect(4001, given).reason();
  }

  @Test
  void leavesAReasonThatFits() {
    assertThat(reason("banned for good: \u00e9")).isEqualTo("banned for good: \u00e9");
    assertThat(reason("")).isEmpty();
    assertThat(reason("x".repeat(123))).hasSize(123);
  }

  @Test
  void cutsALongReasonInNoTime() {
    String cut =
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> reason("x".repeat(4 << 20)));
    assertThat(cut).isEqualTo("x".repeat(123));
  }

  @Test
  void cutsBetweenCharacters() {
    assertThat(reason("\u20ac".repeat(100))).isEqualTo("\u20ac".repeat(41));
    String smile = "\ud83d\ude00";
    assertThat(reason(smile.repeat(100))).isEqualTo(smile.repeat(30));
    assertThat(reason("x" + smile.repeat(100))).isEqualTo("x" + smile.repeat(30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "7 \u20ac", "[\u20ac", "\"\u00e9"})
  void whatCouldBeTakenForAdviceIsMadeText(String begin) {
    assertThat(reason(begin)).isEqualTo("reason: " + begin);
    String cut = reason("{" + begin.repeat(200));
    assertThat(cut).startsWith("reason: {" + begin);
    assertThat(cut.getBytes(UTF_8)).hasSizeBetween(120, 123);
  }

  @Test
  void whatBecomesAdviceByTheCutIsMadeTextToo() {
    assertThat(reason("true" + " ".repeat(118) + "\u00e9")).startsWith("reason: true");
  }
}
