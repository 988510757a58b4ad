package dev.realtime.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One endpoint of the application's backend. */
public record ProxyEndpointConfig(
    @Setting(
            value = "Address that is POSTed to; empty: off.",
            pattern = "(https?://[^\\s/]\\S*)?",
            form = "an http or https address, like http://backend:3000/path")
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
            value =
                "Headers of the client's connect command that are passed on. Clients write them as"
                    + " they like: only for what the backend verifies, such as a token.",
            pattern = "[-a-zA-Z0-9_]{1,64}")
        List<String> emulatedHeaders,
    @Setting("Headers added to every request, unless one that is passed on has the same name.")
        Map<String, String> staticHeaders,
    @Setting(value = "Pass the connection's meta information on.", def = "false")
        boolean includeMeta,
    @Setting(
            value = "Pass payloads on as base64 (b64data), for Protobuf clients that send no JSON.",
            def = "false")
        boolean binary,
    @Setting(
            value = "How long an answer is served again to an equal request; 0: never.",
            def = "0",
            max = "1d")
        Duration cacheTtl,
    @Setting(
            value = "Answers of up to 1 KiB kept for that; a longer one counts as several.",
            def = "10000",
            min = "1",
            max = "10000000")
        int cacheSize,
    @Setting("RPC methods whose answers may be served again, since they only read.")
        List<String> cacheMethods,
    @Setting(
            value =
                "Whether the circuit breaker works by itself (auto), opens at the first failed call"
                    + " and tries one at a time (eager: what it keeps away counts as refused on"
                    + " purpose), is open so that nothing is asked (open), or never opens (off).",
            def = "auto")
        BreakerMode breaker,
    @Setting(
            value = "Per cent of failed calls at which the circuit opens.",
            def = "50",
            min = "1",
            max = "100")
        int breakerFailureRate,
    @Setting(
            value = "Calls that take longer count as failed for that; 0: only failed calls do.",
            def = "0",
            max = "1m")
        Duration breakerSlow,
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
