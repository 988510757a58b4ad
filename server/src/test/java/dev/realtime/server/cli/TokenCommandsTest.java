package dev.realtime.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TokenCommandsTest {
  private static final String SECRET = "a secret of the test, 32 bytes or more";

  @TempDir Path dir;
  private String secret;

  private record Run(int exitCode, String out, String err) {}

  @BeforeEach
  void writeSecret() throws Exception {
    secret = Files.writeString(dir.resolve("secret"), SECRET + "\n").toString();
  }

  @Test
  void aMadeTokenIsFoundValid() {
    Run made =
        run(
            new GenToken(),
            "--secret-file",
            secret,
            "--user",
            "42",
            "--server-channel",
            "news",
            "--audience",
            "rt",
            "--algorithm",
            "HS512");
    assertThat(made.exitCode()).as(made.err()).isZero();
    Run checked =
        run(new CheckToken(), "--secret-file", secret, "--audience", "rt", made.out().strip());
    assertThat(checked.exitCode()).isZero();
    assertThat(checked.out()).contains("valid connection token", "user: 42", "channels: news");
    Run elsewhere =
        run(new CheckToken(), "--secret-file", secret, "--audience", "other", made.out().strip());
    assertThat(elsewhere.exitCode()).isEqualTo(1);
    assertThat(elsewhere.out()).contains("audience other");
  }

  @Test
  void aSubscriptionTokenIsToldFromAConnectionToken() {
    Run made =
        run(
            new GenToken(),
            "--secret-file",
            secret,
            "--user",
            "42",
            "--channel",
            "$room",
            "--ttl",
            "0");
    assertThat(run(new CheckToken(), "--secret-file", secret, made.out().strip()).out())
        .contains("valid subscription token", "channel: $room", "expires: never");
  }

  @Test
  void aConnectionTokenWithoutChannelsSaysSo() {
    Run made = run(new GenToken(), "--secret-file", secret, "--user", "42");
    assertThat(run(new CheckToken(), "--secret-file", secret, made.out().strip()).out())
        .contains("channels: none");
  }

  @Test
  void aSecretThatCouldBeGuessedIsRefusedWithWhatToDo() throws Exception {
    String brief = Files.writeString(dir.resolve("brief"), "12345\n").toString();
    for (Object command : List.of(new GenToken(), new CheckToken())) {
      Run refused = run(command, "--secret-file", brief); // and no token is waited for
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.out()).isEmpty();
      assertThat(refused.err()).contains("has 5 bytes", "openssl rand -base64 32");
    }
  }

  @Test
  void saysWhenATokenHasExpired() {
    Run made = run(new GenToken(() -> Instant.ofEpochSecond(1_000_000)), "--secret-file", secret);
    Run checked = run(new CheckToken(), "--secret-file", secret, made.out().strip());
    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.out()).contains("expired");
  }

  @Test
  void saysWhatIsWrongWithItsArguments() throws Exception {
    assertThat(run(new GenToken(), "--secret-file", dir.resolve("none").toString()))
        .satisfies(
            wrong -> {
              assertThat(wrong.exitCode()).isEqualTo(2);
              assertThat(wrong.err()).contains("does not exist");
            });
    assertThat(run(new GenToken(), "--secret-file", secret, "--algorithm", "RS256").err())
        .contains("RS256 is none of");
    assertThat(run(new GenToken(), "--secret-file", secret, "--ttl", "soon").exitCode())
        .isEqualTo(2);
    assertThat(run(new CheckToken(), "a.b.c").err()).contains("--secret-file");
    Path other = Files.writeString(dir.resolve("other"), "another " + SECRET);
    Run made = run(new GenToken(), "--secret-file", other.toString());
    Run checked = run(new CheckToken(), "--secret-file", secret, made.out().strip());
    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.out()).contains("invalid").doesNotContain(made.out().strip());
  }

  private static Run run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(command)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }
}
