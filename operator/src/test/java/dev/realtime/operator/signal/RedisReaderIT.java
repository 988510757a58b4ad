package dev.realtime.operator.signal;

import static java.time.temporal.ChronoUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.realtime.operator.signal.RedisFact.SlowCommand;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real redis-server. */
class RedisReaderIT {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  @TempDir private Path directory;
  private LocalProcess redis;
  private RedisReader reader;
  private int port;

  @BeforeEach
  void start() throws IOException {
    port = LocalProcess.freePort();
    redis =
        new LocalProcess(
            List.of(
                "redis-server",
                "--port",
                "" + port,
                "--requirepass",
                "geheim",
                "--maxmemory",
                "3mb",
                "--maxmemory-policy",
                "noeviction",
                "--appendonly",
                "yes",
                "--slowlog-log-slower-than",
                "0",
                "--enable-debug-command",
                "yes"),
            directory);
    reader = reader("geheim");
    await().atMost(Duration.ofSeconds(10)).until(() -> fact(NOW).is(RedisFact::reachable));
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  private RedisReader reader(String password) {
    return new RedisReader(
        true,
        () -> new RedisTarget(List.of("127.0.0.1:" + port), null, null, password, null, false),
        List::of,
        new RedisFact.Persistence(true, true, true, false, 0),
        Duration.ofSeconds(5));
  }

  private Fact<RedisFact> fact(Instant now) {
    var store = new FactStore();
    reader.read(now).facts().forEach(fact -> fact.accept(store));
    return store.facts().redis();
  }

  private void write(String value, int times) {
    RedisURI uri =
        RedisURI.builder().withHost("127.0.0.1").withPort(port).withPassword("geheim").build();
    try (RedisClient client = RedisClient.create(uri);
        var connection = client.connect()) {
      for (int i = 0; i < times; i++) {
        connection.sync().set("key" + i, value);
      }
    }
  }

  @Test
  void seesMemoryPersistenceAndTheSlowLogWithoutValues() {
    write("secret-value", 3);
    RedisFact fact = fact(NOW.plusSeconds(5)).value().orElseThrow();
    assertThat(fact.memory().maxBytes()).isEqualTo(3 * 1024 * 1024);
    assertThat(fact.memory().usedBytes()).isPositive();
    assertThat(fact.memory().policy()).isEqualTo("noeviction");
    assertThat(fact.persistence()).isEqualTo(new RedisFact.Persistence(true, true, true, false, 3));
    assertThat(fact.slowLog()).isNotEmpty();
    assertThat(fact.slowLog())
        .isSortedAccordingTo(Comparator.comparing(SlowCommand::at).reversed())
        .allSatisfy(entry -> assertThat(entry.at()).isCloseTo(Instant.now(), within(5, MINUTES)));
    assertThat(fact.slowLog().toString()).contains("SET key").doesNotContain("secret-value");
  }

  @Test
  void countsWritesThatAreRefusedForLackOfMemory() {
    fact(NOW);
    try {
      write("x".repeat(100_000), 100);
    } catch (RedisCommandExecutionException e) {
      assertThat(e).hasMessageContaining("OOM");
    }
    RedisFact fact = fact(NOW.plusSeconds(5)).value().orElseThrow();
    assertThat(fact.memory().rejectedPerSecond()).isEqualTo(0.2);
    assertThat(fact.memory().percent()).isGreaterThan(80);
  }

  @Test
  void takesAHungRedisForUnreachableWithinItsTimeoutAndRemembersItsPersistence() throws Exception {
    write("v", 3);
    fact(NOW);
    redis.signal("STOP");
    long begin = System.nanoTime();
    RedisFact fact = fact(NOW).value().orElseThrow();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    assertThat(fact.reachable()).isFalse();
    assertThat(fact.persistence().keys()).isEqualTo(3);
    redis.signal("CONT");
    await().atMost(Duration.ofSeconds(10)).until(() -> fact(NOW).is(RedisFact::reachable));
  }

  @Test
  void manyServicesAreReadAtOnceWhileConnectionsComeAndGo() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> readers =
          Collections.nCopies(
              8,
              () -> {
                RedisReader one = reader("geheim");
                boolean reached = true;
                for (int i = 0; i < 20; i++) {
                  var store = new FactStore();
                  one.read(NOW).facts().forEach(fact -> fact.accept(store));
                  reached &= store.facts().redis().is(RedisFact::reachable);
                }
                return reached;
              });
      for (var answer : threads.invokeAll(readers, 60, TimeUnit.SECONDS)) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  @Test
  void takesADeadRedisForUnreachable() {
    redis.close();
    RedisFact fact = fact(NOW).value().orElseThrow();
    assertThat(fact.reachable()).isFalse();
    assertThat(fact.problem()).contains("refused");
  }

  @Test
  void doesNotTakeAWrongPasswordForATroubleOfRedis() {
    reader = reader("wrong");
    assertThat(fact(NOW)).isInstanceOf(Fact.Unknown.class);
    assertThat(fact(NOW).toString())
        .contains("does not let the operator in")
        .doesNotContain("wrong,");
  }
}
