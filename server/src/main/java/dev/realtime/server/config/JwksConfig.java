package dev.realtime.server.config;

import java.time.Duration;

/** A JWKS endpoint. */
public record JwksConfig(
    @Setting(
            value = "Address of the key set; empty: no endpoint.",
            pattern = "(https?://[^\\s/]\\S*)?",
            form = "an http or https address, like http://backend:3000/path")
        String url,
    @Setting(
            value = "Age at which the set is fetched anew, in the background.",
            def = "10m",
            min = "1s")
        Duration refreshAfter,
    @Setting(
            value = "Age until which keys are used while the endpoint does not answer.",
            def = "1h",
            min = "1s")
        Duration expireAfter,
    @Setting(value = "Least time between two fetches.", def = "5s", min = "100ms")
        Duration minInterval,
    @Setting(value = "Longest wait for the endpoint's answer.", def = "2s", min = "10ms")
        Duration timeout)
    implements Checked {
  @Override
  public void check(Report report) {
    if (expireAfter.compareTo(refreshAfter) < 0) {
      report.problem(
          "expireAfter", "is below refreshAfter; keys would expire before their renewal");
    }
  }
}
