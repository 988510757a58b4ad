package dev.realtime.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.e2e.cluster.sys.Directories;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseCommandTest {
  @TempDir Path temporary;

  private final ReleaseCommand release = new ReleaseCommand();

  @Test
  void imagesOfTheCacheWillDo() throws IOException {
    assertThat(cacheOfImages()).isEqualTo(temporary.resolve("cache"));
  }

  @Test
  void whatIsVerifiedIsMadeAgainEachTime() throws IOException {
    release.verify = true;
    assertThat(cacheOfImages())
        .isEmptyDirectory()
        .isNotEqualTo(temporary.resolve("cache"))
        .isNotEqualTo(cacheOfImages());
  }

  private Path cacheOfImages() throws IOException {
    Directories own = new Directories(temporary, temporary.resolve("cache"), temporary);
    return release.imageSettings(temporary, own).directories().cache();
  }
}
