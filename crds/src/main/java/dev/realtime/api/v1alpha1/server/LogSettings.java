package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Logs, as JSON on standard output. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LogSettings(
    @JsonPropertyDescription("Least level that is written. Default: info.")
        @Nullable LogLevel level,
    @JsonPropertyDescription("Levels of single loggers by package or class name.")
        @Nullable Map<String, String> levels,
    @JsonPropertyDescription(
            "Lines a second about single clients; beyond, they are counted instead. Default: 100.")
        @Min(1) @Max(1000000) @Nullable Integer clientLinesPerSecond) {}
