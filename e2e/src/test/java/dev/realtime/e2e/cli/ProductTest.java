package dev.realtime.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.ProjectImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a Maven that makes a jar of each source, until one is broken. */
class ProductTest {
  private static final String MAVEN =
      """
      #!/bin/sh
      set -e
      echo >> builds
      for module in server operator; do
        mkdir -p $module/target/lib $module/target/classes
        if grep -q broken $module/src/main/code; then exit 1; fi
        cp $module/src/main/code $module/target/realtime-$module-%s.jar
      done
      """
          .formatted(ProjectImage.OPERATOR.tag());

  @TempDir Path project;

  private Path serverCode;
  private Path operatorCode;
  private Path serverJar;

  @BeforeEach
  void writeTree() throws IOException {
    for (String file : List.of("pom.xml", "manifests/base/rbac.yaml")) {
      write(file, "");
    }
    for (String module : List.of("crds", "server", "operator")) {
      write(module + "/pom.xml", "");
      write(module + "/src/main/code", "first");
    }
    serverCode = project.resolve("server/src/main/code");
    operatorCode = project.resolve("operator/src/main/code");
    serverJar =
        project.resolve("server/target/realtime-server-" + ProjectImage.SERVER.tag() + ".jar");
    Files.setPosixFilePermissions(
        write("mvnw", MAVEN), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void whatIsPackagedIsNotPackagedAgainUntilASourceChanges() throws IOException {
    compile();
    compile();
    assertThat(builds()).isEqualTo(1);

    Files.writeString(serverCode, "second");
    compile();
    assertThat(builds()).isEqualTo(2);
    assertThat(serverJar).hasContent("second");
  }

  @Test
  void theJarOfADiscardedEditIsNotTakenForThatOfTheSources() throws IOException {
    compile();
    Files.writeString(serverCode, "edit");
    Files.writeString(operatorCode, "broken edit");
    assertThatThrownBy(this::compile).isInstanceOf(ClusterException.class);
    assertThat(serverJar).hasContent("edit");

    Files.writeString(serverCode, "first");
    Files.writeString(operatorCode, "first");
    compile();
    assertThat(serverJar).hasContent("first");
  }

  @Test
  void theJarOfAnotherBuildInThisTreeIsReplaced() throws IOException {
    compile();
    Files.writeString(serverJar, "by ./mvnw package of an edit that is gone");
    compile();
    assertThat(serverJar).hasContent("first");
  }

  @Test
  void aJarThatIsGoneIsMadeAgain() throws IOException {
    compile();
    Files.delete(serverJar);
    compile();
    assertThat(serverJar).exists();
  }

  private void compile() {
    Directories directories =
        new Directories(project, project.resolve("cache"), project.resolve("state"));
    new Product(new Workspace(directories, Progress.onTerminal())).compile();
  }

  private int builds() throws IOException {
    return Files.readAllLines(project.resolve("builds")).size();
  }

  private Path write(String file, String content) throws IOException {
    Path path = project.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, content);
  }
}
