package dev.realtime.server.config;

import java.util.Map;

/** Logs, on standard output. */
public record LogConfig(
    @Setting(value = "Least level that is written.", def = "info", live = true) Level level,
    @Setting(value = "One JSON object a line, or text for people.", def = "json") Format format,
    @Setting(value = "Levels of single loggers by package or class name.", live = true)
        Map<String, String> levels,
    @Setting(
            value =
                "Lines a second about clients, and as many about broker, API and other nodes; beyond,"
                    + " they are counted instead. Errors have a tenth of it for themselves.",
            def = "100",
            min = "1",
            live = true)
        int clientLinesPerSecond)
    implements Checked {

  /** Levels. */
  public enum Level {
    /** Everything. */
    TRACE,
    /** What developers of the server need. */
    DEBUG,
    /** What operators want to know. */
    INFO,
    /** What operators should look at. */
    WARN,
    /** What operators have to look at. */
    ERROR
  }

  /** How a line looks. */
  public enum Format {
    /** For machines. */
    JSON,
    /** For people. */
    TEXT
  }

  @Override
  public void check(Report report) {
    levels.forEach(
        (logger, level) -> {
          try {
            Scalars.parse(Level.class, level);
          } catch (IllegalArgumentException e) {
            report.problem("levels." + logger, "'" + level + "' " + e.getMessage());
          }
        });
  }
}
