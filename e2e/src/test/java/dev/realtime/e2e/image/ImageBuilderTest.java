package dev.realtime.e2e.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBuilderTest {
  @TempDir Path temporary;

  private Path program;

  @BeforeEach
  void writeProgram() throws IOException {
    program = Files.writeString(temporary.resolve("program"), "#!/bin/sh\n");
  }

  @Test
  void equalInputsGiveAnEqualDigestWhateverTheFilesTimesAre() throws Exception {
    BuiltImage first = builder("one").build(new CountingRecipe());
    Files.setLastModifiedTime(program, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
    BuiltImage second = builder("two").build(new CountingRecipe());

    assertThat(second.digest()).isEqualTo(first.digest()).startsWith("sha256:");
    assertThat(second.tar()).hasSameBinaryContentAs(first.tar());
  }

  @Test
  void anImageIsBuiltOnceForTheSameInputs() throws Exception {
    CountingRecipe recipe = new CountingRecipe();
    BuiltImage first = builder("cache").build(recipe);
    BuiltImage second = builder("cache").build(recipe);

    assertThat(second).isEqualTo(first);
    assertThat(recipe.layouts).isEqualTo(1);
  }

  @Test
  void aChangedInputGivesAnotherImageAndDropsTheOldOne() throws Exception {
    CountingRecipe recipe = new CountingRecipe();
    BuiltImage first = builder("cache").build(recipe);
    Files.writeString(program, "#!/bin/sh\nexit 3\n");
    BuiltImage second = builder("cache").build(recipe);

    assertThat(recipe.layouts).isEqualTo(2);
    assertThat(second.digest()).isNotEqualTo(first.digest());
    assertThat(first.tar()).doesNotExist();
    assertThat(second.tar()).exists();
  }

  @Test
  void aFailedBuildLeavesNothingThatLooksLikeAnImage() throws Exception {
    ImageRecipe failing =
        new CountingRecipe() {
          @Override
          public ImageContents layOut(Path work) {
            throw new ClusterException("no such package");
          }
        };

    assertThatThrownBy(() -> builder("cache").build(failing)).hasMessage("no such package");
    assertThat(temporary.resolve("cache/images"))
        .isDirectoryNotContaining(path -> Files.isDirectory(path));
  }

  @Test
  void twoFilesForOnePlaceAreRefusedNamingBoth() throws IOException {
    Path other = Files.createFile(temporary.resolve("other"));
    Layer.Builder layer = Layer.named("programs").add(program, "/program").add(other, "/program");

    assertThatThrownBy(layer::build)
        .hasMessageContainingAll("programs", "/program", program.toString(), other.toString());
  }

  private ImageBuilder builder(String cache) {
    Directories directories = new Directories(temporary, temporary.resolve(cache), temporary);
    return new ImageBuilder(ImageSettings.of(directories), Progress.onTerminal());
  }

  private class CountingRecipe implements ImageRecipe {
    private int layouts;

    @Override
    public ProjectImage image() {
      return ProjectImage.PAUSE;
    }

    @Override
    public void addInputs(Fingerprint fingerprint) throws IOException {
      fingerprint.add(program);
    }

    @Override
    public ImageContents layOut(Path work) throws IOException {
      layouts++;
      Layer.Builder base = Layer.named("base");
      BaseFiles.addTo(base, work);
      Layer own = Layer.named("program").add(program, "/program").build();
      return ImageContents.of(List.of(base.build(), own), List.of("/program"));
    }
  }
}
