package dev.realtime.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;

/** An entry of Redis' slow log. */
public record RedisSlowCommand(
    @JsonPropertyDescription("When it ran, by the clock of Redis.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant time,
    @JsonPropertyDescription("How long it ran, in microseconds, without waiting and sending.")
        @Required
        Long micros,
    @JsonPropertyDescription("Its name and first argument, cut; values are not shown.")
        @Required
        @Size(max = 256) String command) {}
