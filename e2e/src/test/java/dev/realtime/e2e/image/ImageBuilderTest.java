package dev.realtime.e2e.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
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
  void whatOtherCodeHasBuiltIsBuiltAgain() throws Exception {
    CountingRecipe recipe = new CountingRecipe();
    BuiltImage first =
        new ImageBuilder(settings("cache"), Progress.onTerminal(), "before").build(recipe);
    BuiltImage second =
        new ImageBuilder(settings("cache"), Progress.onTerminal(), "after").build(recipe);

    assertThat(recipe.layouts).isEqualTo(2);
    assertThat(first.tar()).doesNotExist();
    assertThat(second.tar()).exists();
  }

  @Test
  void theCodeIsTheClassesAndResourcesOfThePackageInADirectoryOrAJar() throws Exception {
    Path classes = temporary.resolve("classes");
    Path code = Files.createDirectories(classes.resolve("dev/realtime/e2e/image"));
    Files.writeString(code.resolve("BaseFiles.class"), "users");
    Path options = Files.writeString(code.resolve("server.java.options"), "-Xss256k");
    Path jar = temporary.resolve("harness.jar");
    Command.of(
            System.getProperty("java.home") + "/bin/jar",
            "--create",
            "--file",
            jar.toString(),
            "-C",
            classes.toString(),
            ".")
        .run();
    String before = RecipeCode.fingerprint(classes);

    assertThat(RecipeCode.fingerprint(jar)).isEqualTo(before);
    Files.writeString(options, "-Xss512k");
    assertThat(RecipeCode.fingerprint(classes)).isNotEqualTo(before);
  }

  @Test
  void theRunningCodeIsThatOfTheCompiledPackage() throws Exception {
    Path classes = Directories.standard().project().resolve("e2e/target/classes");
    assertThat(RecipeCode.fingerprint()).isEqualTo(RecipeCode.fingerprint(classes));
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
    return new ImageBuilder(settings(cache), Progress.onTerminal());
  }

  private ImageSettings settings(String cache) {
    return ImageSettings.of(new Directories(temporary, temporary.resolve(cache), temporary));
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
