package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.config.ConfigLoader;
import dev.realtime.server.config.ServerConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Commands that end by themselves; {@code TokenCommandsTest} has those about tokens. */
class CommandLineTest {
  @TempDir Path directory;

  private record Run(int exitCode, String out, String err) {}

  @Test
  void aValidConfigurationIsSaidToBe() throws Exception {
    write("limits: {connections: 7}\n");
    Run run = run("check-config", "--config-dir", directory.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("The configuration is valid.");
  }

  @Test
  void aRefusedConfigurationIsNamedWithAnExitCodeOfItsOwn() throws Exception {
    write("limits: {conections: 7}\n");
    for (String command : new String[] {"check-config", "serve"}) {
      Run run = run(command, "--config-dir", directory.toString());
      assertThat(run.exitCode()).as(command).isEqualTo(Main.EX_CONFIG);
      if (command.equals("check-config")) {
        assertThat(run.err()).contains("limits.conections", "did you mean limits.connections?");
      }
    }
  }

  @Test
  void aFileThatTheConfigurationNamesIsLookedAtToo() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "short");
    write("auth: {hmacSecretFile: \"" + secret + "\"}\n");
    Run run = run("check-config", "--config-dir", directory.toString());
    assertThat(run.exitCode()).isEqualTo(Main.EX_CONFIG);
    assertThat(run.err()).contains("has 5 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          proxy: {caFile: FILE, rpc: {url: "https://b/"}}                 | proxy.caFile
          proxy: {rpc: {url: "http://b/", headers: [host]}}               | proxy.rpc
          tracing: {endpoint: "https://c/v1/traces", caFile: FILE}        | tracing.caFile
          tracing: {endpoint: "https://c/v1/traces", headersFile: FILE}   | tracing.headersFile
          {broker: redis, redis: {addresses: ["r:99999"]}}                | redis.addresses
          {broker: redis, redis: {addresses: ["r:1"], tls: {enabled: true, caFile: FILE}}} \
          | redis.tls.caFile
          {broker: redis, redis: {addresses: ["r:1"], tls: {enabled: true, certFile: FILE, \
          keyFile: FILE}}} | redis.tls
          {broker: redis, redis: {addresses: ["r:1"], passwordFile: EMPTY}}  | redis.passwordFile
          origins: ["http://[*"]                                          | origins
          listen: {tls: {certFile: FILE, keyFile: FILE}}                  | listen.tls
          """)
  void whatWouldNotStartIsNotCalledValidAndItsSettingIsNamed(String yaml, String setting)
      throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "neither a header nor PEM\n");
    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    write(yaml.replace("FILE", "\"" + file + "\"").replace("EMPTY", "\"" + empty + "\"") + "\n");
    Run checked = run("check-config", "--config-dir", directory.toString());
    assertThat(checked.exitCode()).as(checked.out()).isEqualTo(Main.EX_CONFIG);
    assertThat(checked.err()).contains(setting);
    assertThat(run("serve", "--config-dir", directory.toString()).exitCode())
        .isEqualTo(Main.EX_CONFIG);
  }

  @Test
  void aMaintenanceSwitchThatSaysNeitherTrueNorFalseIsNotCalledValid() throws Exception {
    write("broker: memory\n");
    Files.writeString(directory.resolve("MAINTENANCE_MODE"), "perhaps");
    Run run = run("check-config", "--config-dir", directory.toString());
    assertThat(run.exitCode()).isEqualTo(Main.EX_CONFIG);
    assertThat(run.err()).contains("MAINTENANCE_MODE", "write true or false");
  }

  @Test
  void thePrintedDefaultsAreAConfigurationWithNothingChanged() throws Exception {
    Run run = run("print-defaults");
    assertThat(run.exitCode()).isZero();
    assertThat(ConfigLoader.parse(run.out(), "print-defaults")).isEqualTo(ServerConfig.defaults());
  }

  @Test
  void withoutACommandTheHelpNamesThemAll() {
    assertThat(run().out())
        .contains("serve", "check-config", "print-defaults", "gen-token", "check-token");
    assertThat(run("--version").out()).contains("realtime-server " + Version.text());
  }

  private void write(String config) throws Exception {
    Files.writeString(directory.resolve("config.yaml"), config);
  }

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new Main())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }
}
