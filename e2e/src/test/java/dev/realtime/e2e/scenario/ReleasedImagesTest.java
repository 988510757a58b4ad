package dev.realtime.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.release.FrozenRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasedImagesTest {
  @TempDir private Path directory;
  private Path project;

  @BeforeEach
  void commitOneRelease() throws IOException {
    project = Files.createDirectories(directory.resolve("project/manifests")).getParent();
    Files.writeString(project.resolve("manifests/install.yaml"), "shipped\n");
    git("init", "--quiet");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "Release");
  }

  @Test
  void aCloneWithoutTheCommitIsToldHowToGetIt() throws IOException {
    ReleasedImages images = released("0123456789012345678901234567890123456789", "shipped\n");
    assertThatThrownBy(images::build)
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("Release 1.0.0 is built from commit 0123456789")
        .hasMessageContaining("git fetch --unshallow");
  }

  @Test
  void aReleaseThatIsNotWhatItsCommitShippedIsRefused() throws IOException {
    ReleasedImages images = released(git("rev-parse", "HEAD").strip(), "edited\n");
    assertThatThrownBy(images::build)
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("install.yaml is not the one that commit");
  }

  private ReleasedImages released(String commit, String install) throws IOException {
    Path frozen = Files.createDirectories(directory.resolve("1.0.0"));
    Files.writeString(frozen.resolve("commit"), commit + "\n");
    Files.writeString(frozen.resolve("install.yaml"), install);
    return new ReleasedImages(
        new FrozenRelease("1.0.0", frozen),
        new Directories(project, directory.resolve("cache"), directory.resolve("state")),
        Progress.onTerminal());
  }

  private String git(String... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "git";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return Command.of(line).in(project).run();
  }
}
