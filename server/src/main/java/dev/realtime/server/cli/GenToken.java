package dev.realtime.server.cli;

import dev.realtime.server.auth.KeyException;
import dev.realtime.server.auth.TokenSigner;
import dev.realtime.server.config.Durations;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gen-token}. */
@Command(
    name = "gen-token",
    description = "Makes a token for trying things out, signed with the shared secret.",
    mixinStandardHelpOptions = true)
public final class GenToken implements Callable<Integer> {
  private final InstantSource clock;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--secret-file",
      required = true,
      description = "File with the secret, as in auth.hmacSecretFile; at least 32 bytes.")
  private Path secretFile = Path.of("");

  @Option(names = "--user", defaultValue = "", description = "Id of the user; none: anonymous.")
  private String user = "";

  @Option(
      names = "--channel",
      defaultValue = "",
      description = "Make a subscription token for this channel instead of a connection token.")
  private String channel = "";

  @Option(
      names = "--server-channel",
      description = "Subscribe the connection to this channel by the server; repeatable.")
  private List<String> serverChannels = List.of();

  @Option(
      names = "--ttl",
      defaultValue = "1h",
      description =
          "How long it is valid, as in 30m or 1h; 0: for ever. Default: ${DEFAULT-VALUE}.")
  private String ttl = "1h";

  @Option(
      names = "--algorithm",
      defaultValue = "HS256",
      description = "HS256, HS384 or HS512. Default: ${DEFAULT-VALUE}.")
  private String algorithm = "HS256";

  @Option(names = "--audience", defaultValue = "", description = "Claim aud.")
  private String audience = "";

  @Option(names = "--issuer", defaultValue = "", description = "Claim iss.")
  private String issuer = "";

  /** For the command line. */
  public GenToken() {
    this(InstantSource.system());
  }

  GenToken(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    long now = clock.instant().getEpochSecond();
    try {
      Duration life = Durations.parse(ttl);
      String token =
          TokenSigner.withSecretFile(secretFile, algorithm)
              .sign(
                  new TokenSigner.Claims(
                      user,
                      channel,
                      now,
                      life.isZero() ? 0 : now + life.toSeconds(),
                      serverChannels,
                      audience,
                      issuer));
      PrintWriter out = spec.commandLine().getOut();
      out.println(token);
      out.flush();
      return 0;
    } catch (KeyException | IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
