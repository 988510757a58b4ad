package dev.realtime.server.auth;

import dev.realtime.server.auth.TokenOutcome.Expired;
import dev.realtime.server.auth.TokenOutcome.Invalid;
import dev.realtime.server.auth.TokenOutcome.Unavailable;
import dev.realtime.server.auth.TokenOutcome.Valid;
import dev.realtime.server.json.JsonShapeException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies connection and subscription tokens.
 *
 * <p>Never blocks. The stage is complete at once for HMAC tokens and for whatever can be refused
 * without looking at a signature; it completes on the executor's threads for RSA and ECDSA. It
 * never fails: every end is a {@link TokenOutcome}.
 */
public final class TokenVerifier {
  private final TokenRules rules;
  private final FileKeys fileKeys;
  private final @Nullable JwksKeys jwks;
  private final Executor executor;
  private final Clock clock;
  private final CompactToken.HeaderCache headers = new CompactToken.HeaderCache();

  /**
   * A verifier of one kind of token, or of both when they share keys and rules.
   *
   * @param jwks keys from an endpoint; null if there is none
   * @param executor checks RSA and ECDSA signatures; may refuse, and then clients are asked to come
   *     again. {@link SignatureExecutor} makes a fitting one
   */
  public TokenVerifier(
      TokenRules rules,
      FileKeys fileKeys,
      @Nullable JwksKeys jwks,
      Executor executor,
      Clock clock) {
    this.rules = rules;
    this.fileKeys = fileKeys;
    this.jwks = jwks;
    this.executor = executor;
    this.clock = clock;
  }

  /** Whether any key is configured, so that a token can be valid at all. */
  public boolean hasKeys() {
    return jwks != null || !fileKeys.current().keys().isEmpty();
  }

  /** Verifies the token of a connect or refresh command. */
  public CompletionStage<TokenOutcome<ConnectionClaims>> verifyConnection(String token) {
    return verify(token, claims -> new Valid<>(claims.connection()));
  }

  /** Verifies the token of a subscribe or sub_refresh command. */
  public CompletionStage<TokenOutcome<SubscriptionClaims>> verifySubscription(String token) {
    return verify(
        token,
        claims ->
            claims.channel.isEmpty()
                ? new Invalid<>("claim channel is missing: not a subscription token")
                : new Valid<>(claims.subscription()));
  }

  private <T> CompletionStage<TokenOutcome<T>> verify(
      String text, Function<RawClaims, TokenOutcome<T>> read) {
    CompactToken token;
    try {
      token = CompactToken.parse(text, rules.maxLength(), headers);
    } catch (CompactToken.MalformedException e) {
      return done(new Invalid<>(String.valueOf(e.getMessage())));
    }
    KeyRing ring = fileKeys.current();
    if (token.family() == KeyFamily.HMAC) {
      return done(
          ring.has(KeyFamily.HMAC)
              ? checked(token, ring, read)
              : new Invalid<>("an HMAC token, but no HMAC secret is configured"));
    }
    if (ring.mayVerify(token)) {
      return onExecutor(() -> checked(token, ring, read))
          .thenCompose(
              outcome ->
                  outcome instanceof Invalid && jwks != null && token.keyId() != null
                      ? verifyByEndpoint(jwks, token, token.keyId(), read)
                      : done(outcome));
    }
    if (jwks == null) {
      return done(new Invalid<>("no configured key fits a token signed with " + token.family()));
    }
    String keyId = token.keyId();
    return keyId == null
        ? done(new Invalid<>("token names no key id, which the JWKS endpoint is searched by"))
        : verifyByEndpoint(jwks, token, keyId, read);
  }

  private <T> CompletionStage<TokenOutcome<T>> verifyByEndpoint(
      JwksKeys endpoint,
      CompactToken token,
      String keyId,
      Function<RawClaims, TokenOutcome<T>> read) {
    return endpoint
        .find(keyId)
        .thenCompose(
            lookup ->
                switch (lookup) {
                  case JwksKeys.Lookup.Found(KeyRing found) ->
                      onExecutor(() -> checked(token, found, read));
                  case JwksKeys.Lookup.Unknown() ->
                      done(new Invalid<>("key id is not in the JWKS endpoint's set"));
                  case JwksKeys.Lookup.Unavailable(String reason) ->
                      done(new Unavailable<>(reason));
                });
  }

  private <T> TokenOutcome<T> checked(
      CompactToken token, KeyRing ring, Function<RawClaims, TokenOutcome<T>> read) {
    if (!ring.verifies(token)) {
      return new Invalid<>("signature is not that of any configured key");
    }
    RawClaims claims;
    try {
      claims = ClaimsReader.read(token.payload(), rules.userIdClaim());
    } catch (JsonShapeException e) {
      return new Invalid<>("claims: " + e.reason());
    }
    headers.add(token);
    if (!rules.audience().isEmpty() && !claims.audience.contains(rules.audience())) {
      return new Invalid<>("claim aud does not hold the audience " + rules.audience());
    }
    if (!rules.issuer().isEmpty() && !rules.issuer().equals(claims.issuer)) {
      return new Invalid<>("claim iss is not the issuer " + rules.issuer());
    }
    if (claims.user == null && !rules.userIdClaim().equals(TokenRules.SUBJECT)) {
      return new Invalid<>("claim " + rules.userIdClaim() + ", the user's id, is missing");
    }
    return isInTime(claims) ? read.apply(claims) : new Expired<>();
  }

  private boolean isInTime(RawClaims claims) {
    long now = clock.instant().getEpochSecond();
    long leeway = rules.leeway().toSeconds();
    return (claims.expiresAt == RawClaims.ABSENT || now < claims.expiresAt + leeway)
        && (claims.notBefore == RawClaims.ABSENT || now >= claims.notBefore - leeway);
  }

  private <T> CompletionStage<TokenOutcome<T>> onExecutor(Supplier<TokenOutcome<T>> check) {
    try {
      return CompletableFuture.supplyAsync(check, executor);
    } catch (RejectedExecutionException e) {
      return done(new Unavailable<>("too many tokens wait for their signature to be verified"));
    }
  }

  private static <T> CompletionStage<TokenOutcome<T>> done(TokenOutcome<T> outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
