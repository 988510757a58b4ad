package dev.realtime.operator.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.VersionInfo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesVersionTest {
  @ParameterizedTest
  @CsvSource({"1,30", "1,30+", "1,36", "2,0"})
  void takesWhatIsNewEnough(String major, String minor) {
    assertThat(problems(major, minor)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,29", "1,29+", "1,9"})
  void namesAClusterThatIsTooOldAndTheRemedy(String major, String minor) {
    assertThat(problems(major, minor))
        .singleElement()
        .asString()
        .contains("v" + major + "." + minor)
        .contains("needs 1.30 or newer: upgrade the cluster");
  }

  @Test
  void aVersionThatNobodyCanReadCountsAsTooOld() {
    assertThat(problems("", "main")).hasSize(1);
  }

  private static List<String> problems(String major, String minor) {
    return KubernetesVersion.problems(
        new VersionInfo.Builder()
            .withMajor(major)
            .withMinor(minor)
            .withGitVersion("v" + major + "." + minor)
            .build());
  }
}
