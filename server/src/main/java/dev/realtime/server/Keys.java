package dev.realtime.server;

import dev.realtime.server.api.ApiSettings;
import dev.realtime.server.auth.ApiKeys;
import dev.realtime.server.auth.FileKeys;
import dev.realtime.server.auth.JwksHttp;
import dev.realtime.server.auth.JwksKeys;
import dev.realtime.server.auth.JwksSettings;
import dev.realtime.server.auth.KeyException;
import dev.realtime.server.auth.KeySettings;
import dev.realtime.server.auth.ManagementTokens;
import dev.realtime.server.auth.OriginPolicy;
import dev.realtime.server.auth.TokenRules;
import dev.realtime.server.auth.TokenVerifier;
import dev.realtime.server.config.ServerConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides who comes in, made from one configuration. The keys in the files are read
 * again by {@link #reload}.
 */
final class Keys {
  private final FileKeys tokenKeys;
  private final ApiKeys apiKeys;
  private final ManagementTokens management;
  private final TokenVerifier verifier;
  private final OriginPolicy origins;
  private final ApiSettings api;
  private final @Nullable JwksSettings jwksSettings;
  private final @Nullable JwksKeys jwks;

  private Keys(
      FileKeys tokenKeys,
      ApiKeys apiKeys,
      ManagementTokens management,
      TokenVerifier verifier,
      OriginPolicy origins,
      ApiSettings api,
      @Nullable JwksSettings jwksSettings,
      @Nullable JwksKeys jwks) {
    this.tokenKeys = tokenKeys;
    this.apiKeys = apiKeys;
    this.management = management;
    this.verifier = verifier;
    this.origins = origins;
    this.api = api;
    this.jwksSettings = jwksSettings;
    this.jwks = jwks;
  }

  /**
   * Reads the keys.
   *
   * @param directory configuration directory, if there is one
   * @param before those in use, if any: keys that were fetched serve on, for their endpoint may be
   *     away now
   * @param http asks the JWKS endpoint, if there is one
   * @param signatures checks RSA and ECDSA signatures
   * @throws KeyException if a file cannot be used, or an origin pattern cannot be read
   */
  static Keys load(
      ServerConfig config,
      @Nullable Path directory,
      @Nullable Keys before,
      JwksHttp http,
      Executor signatures,
      Clock clock)
      throws KeyException {
    FileKeys tokenKeys = FileKeys.load(KeySettings.from(config.auth()));
    ApiKeys apiKeys = ApiKeys.load(config.api().keyFile(), config.api().previousKeyFile());
    JwksSettings jwksSettings = JwksSettings.from(config.auth().jwks());
    @Nullable JwksKeys jwks;
    if (jwksSettings == null) {
      jwks = null;
    } else if (before != null && jwksSettings.equals(before.jwksSettings)) {
      jwks = before.jwks;
    } else {
      jwks = new JwksKeys(jwksSettings, http.client(), clock);
    }
    return new Keys(
        tokenKeys,
        apiKeys,
        ManagementTokens.load(config.management(), directory),
        new TokenVerifier(TokenRules.from(config.auth()), tokenKeys, jwks, signatures, clock),
        OriginPolicy.of(config.origins()),
        ApiSettings.from(config.api(), apiKeys),
        jwksSettings,
        jwks);
  }

  /** Reads the files again, blocking on the file system; keeps the former keys if that fails. */
  void reload() {
    tokenKeys.reload();
    apiKeys.reload();
    management.reload();
  }

  TokenVerifier verifier() {
    return verifier;
  }

  OriginPolicy origins() {
    return origins;
  }

  ApiSettings api() {
    return api;
  }

  ManagementTokens management() {
    return management;
  }
}
