package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.config.LogConfig;
import dev.realtime.server.config.ServerConfig;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLevelsTest {
  private static final LogConfig DEFAULTS = ServerConfig.defaults().log();

  @AfterEach
  void restore() {
    Logging.apply(DEFAULTS);
  }

  private static void apply(LogConfig.Level level, Map<String, String> levels) {
    Logging.apply(new LogConfig(level, DEFAULTS.format(), levels, DEFAULTS.clientLinesPerSecond()));
  }

  private static Level level(String logger) {
    return LogManager.getLogger(logger).getLevel();
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "transport", "hub", "broker", "api", "node", "auth"})
  void aLevelReachesAllPackagesBelow(String part) {
    String logger = "dev.realtime.server." + part + ".Some";
    apply(LogConfig.Level.INFO, Map.of("dev.realtime.server", "debug"));
    assertThat(level(logger)).isEqualTo(Level.DEBUG);
    apply(LogConfig.Level.WARN, Map.of());
    assertThat(level(logger)).isEqualTo(Level.WARN);
    apply(LogConfig.Level.INFO, Map.of("dev.realtime.server." + part, "trace"));
    assertThat(level(logger)).isEqualTo(Level.TRACE);
    apply(LogConfig.Level.INFO, Map.of());
    assertThat(level(logger)).isEqualTo(Level.INFO);
  }

  @Test
  void aLevelThatIsTakenOutIsAsItWas() {
    String quiet = "io.opentelemetry.exporter";
    String other = "io.netty.some.Package";
    apply(LogConfig.Level.INFO, Map.of(quiet, "debug", other, "debug"));
    assertThat(level(quiet)).isEqualTo(Level.DEBUG);
    assertThat(level(other)).isEqualTo(Level.DEBUG);
    apply(LogConfig.Level.INFO, Map.of(quiet, "trace"));
    assertThat(level(quiet)).isEqualTo(Level.TRACE);
    assertThat(level(other)).isEqualTo(LogManager.getRootLogger().getLevel());
    apply(LogConfig.Level.INFO, Map.of());
    assertThat(level(quiet)).isEqualTo(Level.OFF);
  }
}
