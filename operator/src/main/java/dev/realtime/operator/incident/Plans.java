package dev.realtime.operator.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.realtime.api.v1alpha1.runbook.Plan;
import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** Plans with the hash that an approval must name. */
final class Plans {
  private static final ObjectMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** 48 bits: enough that nobody approves another plan by accident, few enough to type. */
  private static final int HASH_BYTES = 6;

  private Plans() {}

  /** The hash covers actions, parameters and reasons, not the time. */
  static Plan of(List<PlannedAction> actions, Instant at) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(CANONICAL.writeValueAsString(actions).getBytes(StandardCharsets.UTF_8));
      return new Plan(HexFormat.of().formatHex(digest, 0, HASH_BYTES), at, actions);
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("a plan cannot be hashed: " + actions, e);
    }
  }
}
