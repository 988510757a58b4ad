package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EvidenceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "answers in 1 ms, memory at 40 % | answers in 4 ms, memory at 47 %",
        "orders answers in 400 ms, 31 of 100 connections | orders answers in 480 ms, 40 of 100 connections",
        "last seen 61 s ago | last seen 70 s ago",
        "2 ready endpoints | 2 ready endpoints",
      })
  void letsMeasuredFiguresWanderALittle(String one, String other) {
    assertThat(Evidence.alike(one, other)).isTrue();
    assertThat(Evidence.alike(other, one)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "answers in 1 ms, memory at 40 % | answers in 1 ms, memory at 60 %",
        "answers in 100 ms | answers in 140 ms",
        "3 ready endpoints | 2 ready endpoints",
        "a-1 answers in 1 ms | a-2 answers in 1 ms",
        "answers in 1 ms | answers in 1 ms, memory at 1 %",
        "revision 7f since 2026-01-01T00:00:00Z | revision 7f since 2026-01-01T00:00:05Z",
        "31 of 100 connections | 31 of 200 connections",
      })
  void countsEverythingElse(String one, String other) {
    assertThat(Evidence.alike(one, other)).isFalse();
    assertThat(Evidence.alike(other, one)).isFalse();
  }
}
