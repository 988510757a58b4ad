package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Figures above which something counts as the cause of a symptom. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CauseThreshold(
    @JsonPropertyDescription("CPU use of the pods against their limit, in percent.")
        @Default("" + CauseThreshold.CPU_PERCENT)
        @Min(10) @Max(100) Integer cpuPercent,
    @JsonPropertyDescription("Memory use of the pods against their limit, in percent.")
        @Default("" + CauseThreshold.MEMORY_PERCENT)
        @Min(10) @Max(100) Integer memoryPercent,
    @JsonPropertyDescription("Memory use of Redis against its maxmemory, in percent.")
        @Default("" + CauseThreshold.REDIS_MEMORY_PERCENT)
        @Min(10) @Max(100) Integer redisMemoryPercent,
    @JsonPropertyDescription("Round trip to Redis, in milliseconds.")
        @Default("" + CauseThreshold.REDIS_MILLIS)
        @Min(1) @Max(60000) Integer redisMillis,
    @JsonPropertyDescription("Connections of the database in use, in percent of its maximum.")
        @Default("" + CauseThreshold.DATABASE_CONNECTIONS_PERCENT)
        @Min(10) @Max(100) Integer databaseConnectionsPercent,
    @JsonPropertyDescription(
            "Time a dependency takes to answer, in milliseconds, where the dependency names none of its own.")
        @Default("" + CauseThreshold.DEPENDENCY_MILLIS)
        @Min(1) @Max(60000) Integer dependencyMillis,
    @JsonPropertyDescription("How long after a rollout began its trouble is put down to it.")
        @Default("" + CauseThreshold.ROLLOUT_SECONDS)
        @Min(30) @Max(86400) Integer rolloutSeconds) {
  static final int CPU_PERCENT = 85;
  static final int MEMORY_PERCENT = 90;
  static final int REDIS_MEMORY_PERCENT = 90;
  static final int REDIS_MILLIS = 100;
  static final int DATABASE_CONNECTIONS_PERCENT = 95;
  static final int DEPENDENCY_MILLIS = 1000;
  static final int ROLLOUT_SECONDS = 900;

  public CauseThreshold {
    cpuPercent = cpuPercent == null ? CPU_PERCENT : cpuPercent;
    memoryPercent = memoryPercent == null ? MEMORY_PERCENT : memoryPercent;
    redisMemoryPercent = redisMemoryPercent == null ? REDIS_MEMORY_PERCENT : redisMemoryPercent;
    redisMillis = redisMillis == null ? REDIS_MILLIS : redisMillis;
    databaseConnectionsPercent =
        databaseConnectionsPercent == null
            ? DATABASE_CONNECTIONS_PERCENT
            : databaseConnectionsPercent;
    dependencyMillis = dependencyMillis == null ? DEPENDENCY_MILLIS : dependencyMillis;
    rolloutSeconds = rolloutSeconds == null ? ROLLOUT_SECONDS : rolloutSeconds;
  }
}
