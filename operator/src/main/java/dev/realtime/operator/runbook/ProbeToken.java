package dev.realtime.operator.runbook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A JSON web token (HS256) that lets the synthetic client in for a minute, and subscribes it to its
 * channel.
 */
final class ProbeToken {
  /** The user that the operator's own connections show as. */
  static final String USER = "realtime-operator";

  private static final Duration LIFE = Duration.ofMinutes(1);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private ProbeToken() {}

  static String of(String secret, String channel, Instant now) {
    String head = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
    ObjectNode claims =
        JsonNodeFactory.instance
            .objectNode()
            .put("sub", USER)
            .put("exp", now.plus(LIFE).getEpochSecond());
    claims.putArray("channels").add(channel);
    String body = encode(claims.toString());
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signature = mac.doFinal((head + "." + body).getBytes(StandardCharsets.US_ASCII));
      return head + "." + body + "." + BASE64.encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static String encode(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
