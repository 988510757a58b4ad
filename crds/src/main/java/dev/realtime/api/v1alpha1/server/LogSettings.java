package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Logs, on standard output. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LogSettings(
    @JsonPropertyDescription("Least level that is written. Default: info.")
        @Nullable LogLevel level,
    @JsonPropertyDescription("One JSON object a line, or text for people. Default: json.")
        @Nullable LogFormat format,
    @JsonPropertyDescription("Levels of single loggers by package or class name.")
        @Nullable Map<String, String> levels,
    @JsonPropertyDescription(
            "Lines a second about clients, and as many about broker, API and other nodes; beyond, they are counted instead. Errors have a tenth of it for themselves. Default: 100.")
        @Min(1) @Max(1000000) @Nullable Integer clientLinesPerSecond) {}
