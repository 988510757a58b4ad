package dev.realtime.server.config;

import java.time.Duration;
import java.util.List;

/** One endpoint of the application's backend. */
public record ProxyEndpointConfig(
    @Setting(value = "Address that is POSTed to; empty: off.", pattern = "(https?://[^\\s/]\\S*)?")
        String url,
    @Setting(
            value = "Longest wait for the answer; SDKs give up after 5 s.",
            def = "1s",
            min = "10ms",
            max = "1m")
        Duration timeout,
    @Setting(
            value = "Calls in flight; beyond, clients get the temporary error 111.",
            def = "100",
            min = "1",
            max = "100000")
        int concurrency,
    @Setting(
            value = "Headers of the client's handshake that are passed on.",
            def = "cookie,authorization,x-request-id,user-agent",
            pattern = "[-a-zA-Z0-9_]{1,64}")
        List<String> headers,
    @Setting(
            value = "How long an answer is served again to an equal request; 0: never.",
            def = "0",
            max = "1d")
        Duration cacheTtl,
    @Setting(value = "Answers kept for that.", def = "10000", min = "1", max = "10000000")
        int cacheSize,
    @Setting(
            value = "Per cent of failed calls at which the circuit opens.",
            def = "50",
            min = "1",
            max = "100")
        int breakerFailureRate,
    @Setting(value = "Calls looked at for that.", def = "20", min = "1", max = "10000")
        int breakerWindow,
    @Setting(
            value = "How long an open circuit refuses calls before it tries again.",
            def = "10s",
            min = "100ms",
            max = "1h")
        Duration breakerOpen) {
  /** Whether it is asked at all. */
  public boolean enabled() {
    return !url.isEmpty();
  }
}
