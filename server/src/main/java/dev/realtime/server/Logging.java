package dev.realtime.server;

import dev.realtime.server.config.LogConfig;
import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** Applies what is configured about logs; may be called again. */
final class Logging {
  private Logging() {}

  static void apply(LogConfig config) {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    Configuration running = context.getConfiguration();
    LoggerConfig root = running.getRootLogger();
    String wanted = config.format() == LogConfig.Format.JSON ? "json" : "text";
    if (!root.getAppenders().containsKey(wanted)) {
      Appender appender = running.getAppender(wanted);
      for (String other : root.getAppenders().keySet().toArray(String[]::new)) {
        root.removeAppender(other);
      }
      root.addAppender(appender, null, null);
      context.updateLoggers();
    }
    Configurator.setLevel("dev.realtime", level(config.level().name()));
    config.levels().forEach((logger, level) -> Configurator.setLevel(logger, level(level)));
  }

  private static Level level(String name) {
    return Level.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
