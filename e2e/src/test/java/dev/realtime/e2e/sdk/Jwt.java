package dev.realtime.e2e.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens as an application's backend makes them: HS256, by hand. */
public final class Jwt {
  /** What the servers under test verify with. */
  static final String SECRET = "a secret of the tests, long enough for HS256";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private Jwt() {}

  /** A connection token. */
  static String connection(String user, Duration life) {
    return sign("{\"sub\":\"%s\",\"exp\":%d}".formatted(user, end(life)));
  }

  /** A connection token that is signed with such a key. */
  public static String connection(String user, Duration life, byte[] key) {
    return sign("{\"sub\":\"%s\",\"exp\":%d}".formatted(user, end(life)), key);
  }

  /** A connection token with a server-side subscription. */
  static String connection(String user, Duration life, String channel) {
    return sign(
        "{\"sub\":\"%s\",\"exp\":%d,\"channels\":[\"%s\"]}".formatted(user, end(life), channel));
  }

  /** A subscription token. */
  static String subscription(String user, String channel, Duration life) {
    return sign(
        "{\"sub\":\"%s\",\"channel\":\"%s\",\"exp\":%d}".formatted(user, channel, end(life)));
  }

  private static long end(Duration life) {
    return Instant.now().plus(life).getEpochSecond();
  }

  private static String sign(String claims) {
    return sign(claims, SECRET.getBytes(UTF_8));
  }

  private static String sign(String claims, byte[] key) {
    String signed = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encode(claims);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HmacSHA256", e);
    }
  }

  private static String encode(String json) {
    return BASE64.encodeToString(json.getBytes(UTF_8));
  }
}
