package dev.realtime.server.config;

import java.time.Duration;

/** How the connection of one client behaves. */
public record ClientConfig(
    @Setting(
            value =
                "How often clients are pinged. Load balancers commonly cut connections idle for"
                    + " 60 s; 25 s leaves room for one lost ping.",
            def = "25s",
            min = "1s",
            max = "10m")
        Duration pingInterval,
    @Setting(
            value = "A client that has not answered a ping in this time is closed with 3012.",
            def = "8s",
            min = "500ms",
            max = "5m")
        Duration pongTimeout,
    @Setting(
            value = "A connection without a connect command in this time is closed with 3502.",
            def = "10s",
            min = "100ms",
            max = "5m")
        Duration connectTimeout,
    @Setting(
            value = "An HTTP request has to be complete in this time; ends slow-loris attacks.",
            def = "10s",
            min = "100ms",
            max = "5m")
        Duration handshakeTimeout,
    @Setting(
            value =
                "How often the position of a quiet recoverable subscription is compared with the"
                    + " broker's, spread at random by a quarter.",
            def = "40s",
            min = "1s",
            max = "1h")
        Duration positionCheckInterval,
    @Setting(
            value = "How long presence lasts without renewal; it is renewed after 0.45 of it.",
            def = "60s",
            min = "1s",
            max = "1h")
        Duration presenceTtl,
    @Setting(
            value =
                "Close connections of this age with 3011 so that load spreads over new nodes,"
                    + " spread at random by a quarter; 0: never.",
            def = "0",
            max = "365d",
            live = true)
        Duration maxAge)
    implements Checked {
  @Override
  public void check(Report report) {
    if (pongTimeout.compareTo(pingInterval) >= 0) {
      report.problem("pongTimeout", "has to be below pingInterval, or pings overtake each other");
    }
  }
}
