package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.config.ServerConfig;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Filter.Result;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ClientLineLimitTest {
  private static LogEvent event(Level level) {
    return Log4jLogEvent.newBuilder().setLevel(level).build();
  }

  private static int passed(ClientLineLimit limit, Level level) {
    int passed = 0;
    for (int i = 0; i < 1000; i++) {
      passed += limit.filter(event(level)) == Result.NEUTRAL ? 1 : 0;
    }
    return passed;
  }

  @Test
  void letsTheFirstLinesThroughAndCountsTheRest() {
    ClientLineLimit limit = new ClientLineLimit(5);
    int passed = passed(limit, Level.INFO);
    // A loaded machine may refill the bucket by some while this runs.
    assertThat(passed).isBetween(5, 100);
    assertThat(limit.takeCounts()).isEqualTo(new ClientLineLimit.LeftOut(1000 - passed, 0));
    assertThat(limit.takeCounts()).isEqualTo(new ClientLineLimit.LeftOut(0, 0));
  }

  @Test
  void errorsComeThroughWhileLinesAreLeftOutAndHaveABoundOfTheirOwn() {
    ClientLineLimit limit = new ClientLineLimit(50);
    int lines = passed(limit, Level.WARN);
    int errors = passed(limit, Level.ERROR);
    assertThat(errors).isBetween(5, 100);
    assertThat(limit.takeCounts())
        .isEqualTo(new ClientLineLimit.LeftOut(1000 - lines, 1000 - errors));
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "transport", "hub", "broker.redis", "api", "node"})
  void whatClientsCallersAndMessagesCauseIsLimited(String part) {
    Logging.apply(ServerConfig.defaults().log());
    var _ = Logging.takeLeftOut();
    try (Counting written = new Counting()) {
      var log = LoggerFactory.getLogger("dev.realtime.server." + part + ".Flooded");
      for (int i = 0; i < 1000; i++) {
        log.error("fails on purpose");
      }
      ClientLineLimit.LeftOut left = Logging.takeLeftOut();
      assertThat(left.errors()).isGreaterThan(500).isEqualTo(1000 - written.lines.get());
    }
  }

  /** Counts the lines that reach the output. */
  private static final class Counting extends AbstractAppender implements AutoCloseable {
    private final AtomicInteger lines = new AtomicInteger();

    Counting() {
      super("counting", null, null, true, Property.EMPTY_ARRAY);
      start();
      context().getConfiguration().getRootLogger().addAppender(this, null, null);
    }

    private static LoggerContext context() {
      return (LoggerContext) LogManager.getContext(false);
    }

    @Override
    public void append(LogEvent event) {
      lines.addAndGet(event.getLoggerName().endsWith(".Flooded") ? 1 : 0);
    }

    @Override
    public void close() {
      context().getConfiguration().getRootLogger().removeAppender(getName());
      stop();
    }
  }
}
