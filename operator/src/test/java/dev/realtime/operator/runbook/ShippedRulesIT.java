package dev.realtime.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped rules under Prometheus' own tool (package prometheus); the cases are in its format.
 */
class ShippedRulesIT {
  private static final Path CASES = Path.of("src/test/resources/rules/symptoms.yaml");
  @TempDir private Path directory;

  @Test
  void fireOnTheSymptomsAndOnNothingElse() throws Exception {
    ShippedRules.writeTo(directory);
    Files.copy(CASES, directory.resolve("test.yaml"));
    promtool("check", "rules", "symptom-rules.yaml", "runbook-rules.yaml");
    promtool("test", "rules", "test.yaml");
  }

  private void promtool(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
