package dev.realtime.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;

/** What clients meet while maintenance is on. */
public record MaintenanceConfig(
    @Setting(
            value =
                "Switch maintenance on by configuration; the file MAINTENANCE_MODE beside the"
                    + " configuration, or the environment variable of that name, overrides it.",
            def = "false",
            live = true)
        boolean enabled,
    @Setting(
            value =
                "Clients already connected: keep (as ever), freeze (publishing answers 111) or"
                    + " drain (paced out with 3001; they meet 503 and back off to 20 s).",
            def = "keep",
            live = true)
        Existing existing,
    @Setting(
            value = "Retry-After of refused connections, spread at random up to twice of it.",
            def = "30s",
            min = "1s",
            max = "1d",
            live = true)
        Duration retryAfter,
    @Setting(
            value = "Body of the 503 that new connections get.",
            def = "{\"error\":\"maintenance\"}",
            live = true)
        String body,
    @Setting(
            value = "Content type of that body.",
            def = "application/json",
            pattern = "[-a-zA-Z0-9+./; =]{1,100}",
            live = true)
        String bodyType,
    @Setting(
            value =
                "JSON sent as a message to connected clients when maintenance begins; empty: none.",
            live = true)
        String message,
    @Setting(
            value = "Time over which existing: drain spreads the closes.",
            def = "30s",
            min = "0",
            max = "1h",
            live = true)
        Duration drainWindow)
    implements Checked {
  @Override
  public void check(Report report) {
    if (message.isEmpty()) {
      return;
    }
    try {
      // Made here, as few configurations have a message and making one takes a part of a start.
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(message);
    } catch (JsonProcessingException e) {
      report.problem(
          "message",
          "is no JSON ("
              + e.getOriginalMessage()
              + "); clients could not be sent it. A text needs quotes: '\"we are back at noon\"'");
    }
  }

  /** What happens to clients already connected. */
  public enum Existing {
    /** Nothing. */
    KEEP,
    /** Their publications are refused with the temporary error 111. */
    FREEZE,
    /** They are closed one after the other. */
    DRAIN
  }
}
