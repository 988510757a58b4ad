package dev.realtime.server;

import dev.realtime.server.config.LogConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** Applies what is configured about logs; may be called again. */
final class Logging {
  /**
   * What clients cause, and what callers of the API and messages of other nodes cause: apart, so
   * that a flood of the one leaves the other its lines.
   */
  private static final ClientLineLimit CLIENTS = new ClientLineLimit(100);

  private static final ClientLineLimit MESSAGES = new ClientLineLimit(100);
  private static final Map<ClientLineLimit, List<String>> LIMITED =
      Map.of(
          CLIENTS, List.of("session", "transport", "hub"),
          MESSAGES, List.of("broker", "api", "node"));

  /** The levels of the loggers in {@code log.levels} as they are without it. */
  private static final Map<String, Optional<Level>> BEFORE = new HashMap<>();

  private Logging() {}

  /** What was left out since the last call. */
  static ClientLineLimit.LeftOut takeLeftOut() {
    return LIMITED.keySet().stream()
        .map(ClientLineLimit::takeCounts)
        .reduce(new ClientLineLimit.LeftOut(0, 0), ClientLineLimit.LeftOut::and);
  }

  static synchronized void apply(LogConfig config) {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    Configuration running = context.getConfiguration();
    LoggerConfig root = running.getRootLogger();
    String wanted = config.format() == LogConfig.Format.JSON ? LogSetup.JSON : LogSetup.TEXT;
    if (!root.getAppenders().containsKey(wanted)) {
      Appender appender = LogSetup.appender(running, wanted);
      for (String other : root.getAppenders().keySet().toArray(String[]::new)) {
        root.removeAppender(other);
      }
      root.addAppender(appender, null, null);
      context.updateLoggers();
    }
    BEFORE.forEach((logger, level) -> Configurator.setLevel(logger, level.orElse(null)));
    BEFORE.clear();
    Configurator.setLevel("dev.realtime", level(config.level().name()));
    LIMITED.forEach(
        (limit, packages) -> {
          limit.perSecond(config.clientLinesPerSecond());
          packages.forEach(name -> limit(running, name, limit));
        });
    context.updateLoggers();
    config
        .levels()
        .forEach(
            (logger, level) -> {
              BEFORE.put(logger, ownLevel(running, logger));
              Configurator.setLevel(logger, level(level));
            });
  }

  /** A logger's level; empty if it has that of its parent. */
  private static Optional<Level> ownLevel(Configuration running, String logger) {
    LoggerConfig own = running.getLoggerConfig(logger);
    return own.getName().equals(logger)
        ? Optional.ofNullable(own.getExplicitLevel())
        : Optional.empty();
  }

  /** The package gets a place for the limit, and goes on with the level of those around it. */
  private static void limit(Configuration running, String part, ClientLineLimit limit) {
    String name = "dev.realtime.server." + part;
    Configurator.setLevel(name, (Level) null);
    LoggerConfig about = running.getLoggerConfig(name);
    if (about.getFilter() != limit) {
      about.addFilter(limit);
    }
  }

  private static Level level(String name) {
    return Level.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
