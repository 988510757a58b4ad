package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.jspecify.annotations.Nullable;

/**
 * How logs begin: one JSON object a line on standard output; {@code log.format} and {@code
 * log.level} of the configuration change it. It is written in Java since reading it from XML took a
 * fifth of the server's start. The program calls {@link #begin} before anything logs; elsewhere, as
 * in tests, Log4j finds it by {@code log4j2.component.properties}, at the price of looking at all
 * other ways to configure it.
 */
public final class LogSetup extends ConfigurationFactory {
  /** Name of the appender of JSON lines. */
  static final String JSON = "json";

  /** Name of the appender of lines for people. */
  static final String TEXT = "text";

  private static final int LONGEST_TEXT = 8192;

  /** For Log4j. */
  public LogSetup() {}

  /**
   * Makes this the configuration of all loggers; before the first of them is asked for. Once more,
   * it changes nothing.
   */
  static void begin() {
    var _ = Configurator.initialize(new Lines(null));
  }

  @Override
  protected String[] getSupportedTypes() {
    return new String[] {"*"};
  }

  @Override
  public Configuration getConfiguration(LoggerContext context, ConfigurationSource source) {
    return new Lines(context);
  }

  @Override
  public Configuration getConfiguration(
      LoggerContext context, @Nullable String name, @Nullable URI location) {
    return new Lines(context);
  }

  /**
   * The appender {@link #JSON} or {@link #TEXT} of a configuration, made when first asked for: each
   * takes a part of a start.
   */
  static Appender appender(Configuration configuration, String name) {
    Appender known = configuration.getAppender(name);
    if (known != null) {
      return known;
    }
    Appender made =
        ConsoleAppender.newBuilder()
            .setConfiguration(configuration)
            .setName(name)
            .setLayout(name.equals(JSON) ? json(configuration) : text(configuration))
            .build();
    made.start();
    configuration.addAppender(made);
    return made;
  }

  private static Layout<?> json(Configuration configuration) {
    return JsonTemplateLayout.newBuilder()
        .setConfiguration(configuration)
        .setCharset(UTF_8)
        .setEventTemplateUri("classpath:server-log-layout.json")
        .setMaxStringLength(LONGEST_TEXT)
        .build();
  }

  private static Layout<?> text(Configuration configuration) {
    return PatternLayout.newBuilder()
        .withConfiguration(configuration)
        .withCharset(UTF_8)
        .withPattern("%d{HH:mm:ss.SSS} %-5p %c{1} - %m%notEmpty{ %X}%n%xEx{20}")
        .build();
  }

  private static final class Lines extends AbstractConfiguration {
    Lines(@Nullable LoggerContext context) {
      super(context, ConfigurationSource.NULL_SOURCE);
      // The drain's last lines come when the JVM is already ending.
      isShutdownHookEnabled = false;
    }

    @Override
    protected void doConfigure() {
      getRootLogger().setLevel(Level.WARN);
      getRootLogger().addAppender(appender(this, JSON), null, null);
      level("dev.realtime", Level.INFO);
      // A stack trace for each batch of spans that is lost; ReportingExporter says it in a line.
      level("io.opentelemetry.exporter", Level.OFF);
      // Warns that epoll is taken where io_uring would do, as intended.
      level("io.lettuce.core.resource.Transports", Level.ERROR);
    }

    private void level(String logger, Level level) {
      addLogger(logger, new LoggerConfig(logger, level, true));
    }
  }
}
