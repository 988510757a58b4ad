package dev.realtime.operator.reconcile.config;

import dev.realtime.api.v1alpha1.RealtimeServiceSpec;
import dev.realtime.api.v1alpha1.redis.ExternalRedis;
import dev.realtime.api.v1alpha1.redis.RedisTls;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import dev.realtime.api.v1alpha1.server.ApiSettings;
import dev.realtime.api.v1alpha1.server.AuthSettings;
import dev.realtime.api.v1alpha1.server.ProxySettings;
import dev.realtime.api.v1alpha1.server.TracingSettings;
import dev.realtime.operator.reconcile.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * The files under {@value #DIRECTORY} that the server reads, and which Secret each comes from. One
 * list for the volume, the configuration and the check whether the Secrets are there.
 */
public final class SecretFiles {
  /** Where Secrets are mounted. */
  public static final String DIRECTORY = "/etc/realtime/secrets/";

  /** Where the certificate of the clients' port is mounted. */
  public static final String TLS_DIRECTORY = "/etc/realtime/tls/";

  /** Key in a generated Secret. */
  public static final String KEY = "key";

  /** Key with the value before, while it is rotated out. */
  public static final String PREVIOUS_KEY = "previous-key";

  /** Key with the value after, in a Secret that nobody's applications read. */
  public static final String NEXT_KEY = "next-key";

  /** Key with the managed Redis' password. */
  public static final String PASSWORD = "password";

  static final String TOKEN = "token-hmac-secret";
  static final String TOKEN_PREVIOUS = "token-hmac-secret-previous";
  static final String API = "api-key";
  static final String API_PREVIOUS = "api-key-previous";
  static final String PROXY_CA = "proxy-ca.pem";
  static final String TRACING_HEADERS = "tracing-headers";
  static final String TRACING_CA = "tracing-ca.pem";
  static final String REDIS_PASSWORD = "redis-password";
  static final String SENTINEL_PASSWORD = "redis-sentinel-password";
  static final String REDIS_CA = "redis-ca.pem";
  static final String REDIS_CERTIFICATE = "redis-client.crt";
  static final String REDIS_KEY = "redis-client.key";

  private SecretFiles() {}

  /**
   * One file.
   *
   * @param name of the file in {@link #DIRECTORY}
   * @param source where its content comes from
   * @param optional whether pods start without it
   * @param generated whether the operator makes the Secret
   */
  public record SecretFile(String name, SecretKey source, boolean optional, boolean generated) {}

  /** Path of a file, as config.yaml names it. */
  static String path(String name) {
    return DIRECTORY + name;
  }

  static String publicKey(int index) {
    return "token-public-key-" + index;
  }

  /** All files of a service. */
  public static List<SecretFile> of(RealtimeServiceSpec spec, Names names) {
    List<SecretFile> files = new ArrayList<>();
    AuthSettings auth = spec.server().auth();
    if (auth != null && auth.hmacSecret() != null) {
      files.add(given(TOKEN, auth.hmacSecret()));
      if (auth.hmacPreviousSecret() != null) {
        files.add(previous(TOKEN_PREVIOUS, auth.hmacPreviousSecret()));
      }
    } else {
      files.add(generated(TOKEN, names.tokenKey(), KEY, false));
      files.add(generated(TOKEN_PREVIOUS, names.tokenKey(), PREVIOUS_KEY, true));
    }
    if (auth != null && auth.publicKeys() != null) {
      for (int i = 0; i < auth.publicKeys().size(); i++) {
        files.add(given(publicKey(i), auth.publicKeys().get(i)));
      }
    }
    ApiSettings api = spec.server().api();
    if (api != null && api.key() != null) {
      files.add(given(API, api.key()));
      if (api.previousKey() != null) {
        files.add(previous(API_PREVIOUS, api.previousKey()));
      }
    } else {
      files.add(generated(API, names.apiKey(), KEY, false));
      files.add(generated(API_PREVIOUS, names.apiKey(), PREVIOUS_KEY, true));
    }
    ProxySettings proxy = spec.server().proxy();
    if (proxy != null && proxy.ca() != null) {
      files.add(given(PROXY_CA, proxy.ca()));
    }
    TracingSettings tracing = spec.server().tracing();
    if (tracing != null && tracing.headers() != null) {
      files.add(given(TRACING_HEADERS, tracing.headers()));
    }
    if (tracing != null && tracing.ca() != null) {
      files.add(given(TRACING_CA, tracing.ca()));
    }
    if (spec.redis() != null && spec.redis().external() != null) {
      external(spec.redis().external(), files);
    } else if (spec.redis() != null) {
      files.add(generated(REDIS_PASSWORD, names.redis(), PASSWORD, false));
    }
    return List.copyOf(files);
  }

  private static void external(ExternalRedis redis, List<SecretFile> files) {
    if (redis.password() != null) {
      files.add(given(REDIS_PASSWORD, redis.password()));
    }
    if (redis.sentinelPassword() != null) {
      files.add(given(SENTINEL_PASSWORD, redis.sentinelPassword()));
    }
    RedisTls tls = redis.tls();
    if (tls != null && tls.ca() != null) {
      files.add(given(REDIS_CA, tls.ca()));
    }
    if (tls != null && tls.clientCertificate() != null) {
      files.add(given(REDIS_CERTIFICATE, new SecretKey(tls.clientCertificate(), "tls.crt")));
      files.add(given(REDIS_KEY, new SecretKey(tls.clientCertificate(), "tls.key")));
    }
  }

  private static SecretFile given(String file, SecretKey key) {
    return new SecretFile(file, key, false, false);
  }

  /** Pods start without it: it goes as soon as nobody needs it any more. */
  private static SecretFile previous(String file, SecretKey key) {
    return new SecretFile(file, key, true, false);
  }

  private static SecretFile generated(String file, String secret, String key, boolean optional) {
    return new SecretFile(file, new SecretKey(secret, key), optional, true);
  }
}
