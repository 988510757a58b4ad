package dev.realtime.server.cli;

import dev.realtime.server.auth.ConnectionClaims;
import dev.realtime.server.auth.FileKeys;
import dev.realtime.server.auth.KeyException;
import dev.realtime.server.auth.KeySettings;
import dev.realtime.server.auth.SubscriptionClaims;
import dev.realtime.server.auth.TokenOutcome;
import dev.realtime.server.auth.TokenRules;
import dev.realtime.server.auth.TokenVerifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code check-token}. Exit code 0 if it is valid, 1 if it is not. */
@Command(
    name = "check-token",
    description = "Says whether the server would take a token, and what it reads in it.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:valid", "1:expired or invalid", "2:wrong usage"})
public final class CheckToken implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "TOKEN",
      defaultValue = "-",
      description = "The token; - or none: the first line of standard input.")
  private String token = "-";

  @Option(names = "--secret-file", description = "File with the shared secret.")
  private @Nullable Path secretFile;

  @Option(names = "--public-key-file", description = "File with public keys; repeatable.")
  private List<Path> publicKeyFiles = List.of();

  @Option(names = "--audience", defaultValue = "", description = "Has to be among claim aud.")
  private String audience = "";

  @Option(names = "--issuer", defaultValue = "", description = "Has to be claim iss.")
  private String issuer = "";

  @Option(
      names = "--user-id-claim",
      defaultValue = "sub",
      description = "Claim with the user's id.")
  private String userIdClaim = "sub";

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      TokenVerifier verifier =
          new TokenVerifier(
              new TokenRules(
                  audience, issuer, userIdClaim, Duration.ZERO, TokenRules.DEFAULT_MAX_LENGTH),
              FileKeys.load(new KeySettings(secretFile, null, publicKeyFiles)),
              null,
              Runnable::run,
              Clock.systemUTC());
      if (!verifier.hasKeys()) {
        throw new IllegalArgumentException("give --secret-file or --public-key-file");
      }
      boolean valid = report(out, verifier, token.equals("-") ? firstLine() : token);
      out.flush();
      return valid ? 0 : 1;
    } catch (KeyException | IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean report(PrintWriter out, TokenVerifier verifier, String text) {
    TokenOutcome<SubscriptionClaims> subscription =
        verifier.verifySubscription(text).toCompletableFuture().join();
    if (subscription instanceof TokenOutcome.Valid<SubscriptionClaims>(SubscriptionClaims claims)) {
      out.println("valid subscription token");
      out.println("user: " + claims.user());
      out.println("channel: " + claims.channel());
      out.println("expires: " + time(claims.expireAt()));
      return true;
    }
    return switch (verifier.verifyConnection(text).toCompletableFuture().join()) {
      case TokenOutcome.Valid<ConnectionClaims>(ConnectionClaims claims) -> {
        out.println("valid connection token");
        out.println("user: " + claims.user());
        out.println("channels: " + channels(claims));
        out.println("expires: " + time(claims.expireAt()));
        yield true;
      }
      case TokenOutcome.Expired<ConnectionClaims> expired -> {
        out.println("expired, or not yet valid; the signature is right");
        yield false;
      }
      case TokenOutcome.Invalid<ConnectionClaims>(String reason) -> {
        out.println("invalid: " + reason);
        yield false;
      }
      case TokenOutcome.Unavailable<ConnectionClaims>(String reason) -> {
        out.println("cannot be told: " + reason);
        yield false;
      }
    };
  }

  private static String channels(ConnectionClaims claims) {
    Set<String> all = new TreeSet<>(claims.channels());
    all.addAll(claims.subscriptions().keySet());
    return all.isEmpty() ? "none" : String.join(", ", all);
  }

  private static String time(long seconds) {
    return seconds == 0 ? "never" : Instant.ofEpochSecond(seconds).toString();
  }

  private static String firstLine() {
    try {
      String line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      return line == null ? "" : line.strip();
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read", e);
    }
  }
}
