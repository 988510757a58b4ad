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
  private static final String[] ABOUT_CLIENTS = {
    "dev.realtime.server.session", "dev.realtime.server.transport", "dev.realtime.server.hub"
  };

  private static final ClientLineLimit LIMIT = new ClientLineLimit(100);

  private Logging() {}

  /** Lines about clients that were left out since the last call. */
  static long takeSuppressed() {
    return LIMIT.takeCount();
  }

  static void apply(LogConfig config) {
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
    Configurator.setLevel("dev.realtime", level(config.level().name()));
    LIMIT.perSecond(config.clientLinesPerSecond());
    for (String name : ABOUT_CLIENTS) {
      Configurator.setLevel(name, level(config.level().name()));
      LoggerConfig about = running.getLoggerConfig(name);
      if (about.getFilter() != LIMIT) {
        about.addFilter(LIMIT);
      }
    }
    context.updateLoggers();
    config.levels().forEach((logger, level) -> Configurator.setLevel(logger, level(level)));
  }

  private static Level level(String name) {
    return Level.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
