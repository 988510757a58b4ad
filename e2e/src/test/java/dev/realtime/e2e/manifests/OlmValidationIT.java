package dev.realtime.e2e.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.e2e.cluster.binary.Program;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.image.ProjectImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundle by the operator framework's own rules, errors and warnings alike. */
class OlmValidationIT {
  private final Renderings renderings = Renderings.standard();
  @TempDir private Path directory;

  @Test
  void theOperatorFrameworkFindsNothingWrongInTheBundle() {
    Command.Result result = validate(renderings.directories().project().resolve("manifests/olm"));
    assertThat(result.output()).isEmpty();
    assertThat(result.status()).isZero();
  }

  @Test
  void aBundleThatDoesNotOwnItsCrdsIsRefused() throws IOException {
    Base base = new Base(renderings.directories().project().resolve("manifests"));
    var files = new OlmBundle(base, ProjectImage.OPERATOR.tag(), Optional.empty()).files();
    for (var file : files.entrySet()) {
      Path copy = directory.resolve(file.getKey());
      Files.createDirectories(copy.getParent());
      Files.writeString(
          copy,
          file.getKey().endsWith("clusterserviceversion.yaml")
              ? file.getValue().replace("kind: \"RunbookRun\"", "kind: \"Other\"")
              : file.getValue());
    }
    Command.Result result = validate(directory.resolve("olm"));
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.output()).contains("RunbookRun");
  }

  private Command.Result validate(Path bundle) {
    return Command.of(renderings.binaries().get(Program.OLM_VALIDATE).toString(), bundle.toString())
        .tryRun();
  }
}
