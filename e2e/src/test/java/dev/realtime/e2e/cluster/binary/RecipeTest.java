package dev.realtime.e2e.cluster.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeTest {
  @TempDir Path directory;
  GoModule module;

  @BeforeEach
  void module() throws IOException {
    Files.writeString(
        directory.resolve("go.mod"),
        """
        module example.com/tools

        require (
        	go.etcd.io/etcd/server/v3 v3.6.8
        	k8s.io/kubernetes v1.36.3
        )
        """);
    Files.writeString(directory.resolve("go.sum"), "k8s.io/kubernetes v1.36.3 h1:abc=\n");
    Files.createDirectory(directory.resolve("cmd"));
    Files.writeString(directory.resolve("cmd/main.go"), "package main\n");
    module = new GoModule(directory);
  }

  @Test
  void kubernetesProgramsCarryTheVersionThatGoModPins() {
    assertThat(Recipe.of(Program.KUBECTL, module, "go1.26.0").flags())
        .last()
        .asString()
        .contains("gitVersion=v1.36.3", "gitMajor=1 ", "gitMinor=36 ", "gitTreeState=clean");
  }

  @Test
  void programsOfOthersCarryNoStamp() {
    assertThat(Recipe.of(Program.ETCD, module, "go1.26.0").flags())
        .last()
        .isEqualTo("-s -w -buildid=");
  }

  @Test
  void anotherCompilerIsAnotherKey() {
    assertThat(key(Program.KUBELET, "go1.26.1")).isNotEqualTo(key(Program.KUBELET, "go1.26.0"));
  }

  @Test
  void anotherLockFileIsAnotherKey() throws IOException {
    String before = key(Program.KUBELET, "go1.26.0");
    Files.writeString(directory.resolve("go.sum"), "k8s.io/kubernetes v1.36.3 h1:def=\n");
    assertThat(key(Program.KUBELET, "go1.26.0")).isNotEqualTo(before);
  }

  @Test
  void sourcesCountForOurOwnProgramsOnly() throws IOException {
    String kubelet = key(Program.KUBELET, "go1.26.0");
    String ours = key(Program.LOCAL_VOLUMES, "go1.26.0");
    Files.writeString(directory.resolve("cmd/main.go"), "package main // changed\n");
    assertThat(key(Program.KUBELET, "go1.26.0")).isEqualTo(kubelet);
    assertThat(key(Program.LOCAL_VOLUMES, "go1.26.0")).isNotEqualTo(ours);
  }

  @Test
  void testsOfOurProgramsDoNotCount() throws IOException {
    String ours = key(Program.FORWARD, "go1.26.0");
    Files.writeString(directory.resolve("cmd/main_test.go"), "package main\n");
    assertThat(key(Program.FORWARD, "go1.26.0")).isEqualTo(ours);
  }

  @Test
  void aMissingRequirementIsNamed() {
    assertThatThrownBy(() -> module.version("example.com/other"))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("go.mod does not require example.com/other");
  }

  @Test
  void aMissingGoIsNamedWithItsRemedy(@TempDir Path empty) {
    assertThatThrownBy(() -> GoToolchain.find(Map.of("PATH", empty.toString()), List.of()))
        .hasMessageContaining("https://go.dev/dl/");
  }

  private String key(Program program, String goVersion) {
    return Recipe.of(program, module, goVersion).key();
  }
}
