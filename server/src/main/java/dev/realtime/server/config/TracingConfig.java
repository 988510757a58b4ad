package dev.realtime.server.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenTelemetry traces. Off unless there is an endpoint. */
public record TracingConfig(
    @Setting(
            value =
                "Where spans are POSTed to, OTLP in Protobuf over HTTP, as in"
                    + " http://collector:4318/v1/traces; empty: no tracing.",
            pattern = "(https?://[^\\s/]\\S*)?",
            form = "an http or https address, like http://backend:3000/path")
        String endpoint,
    @Setting(
            "File with headers for the collector, one 'Name: value' a line, for what it wants as"
                + " proof of who sends.")
        @Nullable Path headersFile,
    @Setting(
            "PEM file with the authority that an https collector is checked against; none: Java's.")
        @Nullable Path caFile,
    @Setting(
            value =
                "Part of the requests that are traced, 0 to 1. One in a hundred shows where time"
                    + " goes at little cost. Where a caller's trace goes on, its decision counts.",
            def = "0.01",
            min = "0",
            max = "1")
        double sampling,
    @Setting(
            value =
                "Let a client's traceparent header at the handshake begin the trace of its connect"
                    + " command. Only where an ingress sets it: who does decides what is sampled.",
            def = "false")
        boolean trustClients,
    @Setting(
            value = "Attribute service.name of everything sent.",
            def = "realtime",
            pattern = "\\S.*")
        String serviceName,
    @Setting("More attributes of everything sent, as in deployment.environment.name: production.")
        Map<String, String> resource,
    @Setting(
            value = "Spans that wait to be sent; beyond, they are dropped.",
            def = "2048",
            min = "1",
            max = "1000000")
        int queue) {
  /** Whether there is any tracing. */
  public boolean enabled() {
    return !endpoint.isEmpty();
  }
}
