package dev.realtime.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCommandTest {
  @TempDir Path project;

  @Test
  void theGoThatWasFoundRunsTheGoTestsWhereverItIs() throws IOException {
    Path module = Files.createDirectories(project.resolve("e2e/tools/node"));
    Path go = Files.writeString(project.resolve("go"), "#!/bin/sh\necho \"$@\" > tested\nexit 3\n");
    Files.setPosixFilePermissions(go, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(TestCommand.testGo(go, project)).isEqualTo(3);
    assertThat(module.resolve("tested")).hasContent("test ./...");
  }
}
