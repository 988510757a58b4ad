package dev.realtime.bench.load;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes connection tokens: JWT signed with HS256, valid for a day. */
final class Tokens {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
  private static final long VALID_SECONDS = 86_400;

  private Tokens() {}

  /** A token for a user; empty if there is no secret. */
  static String sign(String secret, String user) {
    if (secret.isEmpty()) {
      return "";
    }
    long expires = Instant.now().getEpochSecond() + VALID_SECONDS;
    String body = HEADER + '.' + encode("{\"sub\":\"%s\",\"exp\":%d}".formatted(user, expires));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return body
          + '.'
          + BASE64.encodeToString(mac.doFinal(body.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("This Java has no usable HmacSHA256", missing);
    }
  }

  private static String encode(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
