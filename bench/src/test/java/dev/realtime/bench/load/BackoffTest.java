package dev.realtime.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  @ParameterizedTest
  @CsvSource({"0, 500, 1000", "1, 500, 1500", "3, 500, 4500", "50, 500, 20000"})
  void growsWithFailuresWithinItsBounds(int failures, long least, long most) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      assertThat(Backoff.millis(failures, random)).isBetween(least, most);
    }
  }

  @Test
  void spreadsClients() {
    SplittableRandom random = new SplittableRandom(1);
    long early =
        LongStream.generate(() -> Backoff.millis(0, random))
            .limit(1000)
            .filter(millis -> millis < 750)
            .count();
    assertThat(early).isBetween(400L, 600L);
  }
}
