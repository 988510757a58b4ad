package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.runbook.PostgresqlDependency;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real PostgreSQL (package postgresql), run as the user postgres where we are root. */
class PostgresqlProbeIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final String PASSWORD = "geheim-4711";
  private static Path directory;
  private static LocalProcess postgres;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    directory = Files.createTempDirectory("postgresql-probe");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path data = directory.resolve("data");
    Path password = Files.writeString(directory.resolve("password"), PASSWORD);
    run(
        asPostgres(
            binary("initdb"),
            "-D",
            data,
            "-U",
            "app",
            "-A",
            "scram-sha-256",
            "--pwfile",
            password));
    port = LocalProcess.freePort();
    postgres =
        new LocalProcess(
            asPostgres(
                binary("postgres"),
                "-D",
                data,
                "-p",
                port,
                "-h",
                "127.0.0.1",
                "-k",
                directory,
                "-c",
                "max_connections=8",
                "-c",
                "superuser_reserved_connections=0",
                "-c",
                "shared_preload_libraries=pg_stat_statements",
                "-c",
                "fsync=off"),
            directory);
    await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> connect() != null);
    execute("create extension pg_stat_statements");
    execute("create table t (name text)");
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private static Path binary(String name) throws IOException {
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .map(version -> version.resolve("bin").resolve(name))
          .filter(Files::isExecutable)
          .max(Comparator.naturalOrder())
          .orElseThrow(() -> new AssertionError("install the package postgresql: no " + name));
    }
  }

  private static List<String> asPostgres(Object... command) {
    var all = new ArrayList<String>();
    if ("root".equals(System.getProperty("user.name"))) {
      all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    Stream.of(command).map(Object::toString).forEach(all::add);
    return all;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "app", PASSWORD);
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static PostgresqlProbe probe(String password) {
    return probe("app", password);
  }

  private static PostgresqlProbe probe(String user, String password) {
    return new PostgresqlProbe(
        new PostgresqlDependency(
            "127.0.0.1",
            port,
            "postgres",
            new SecretKey("s", "user"),
            new SecretKey("s", "password"),
            "disable"),
        key -> key.key().equals("user") ? user : password);
  }

  @Test
  void countsConnectionsAgainstTheMaximum() throws Exception {
    try (Connection one = connect();
        Connection two = connect()) {
      assertThat(one.isValid(1) && two.isValid(1)).isTrue();
      DependencyFact.Connections connections = probe(PASSWORD).check(TIMEOUT).connections();
      assertThat(connections.max()).isEqualTo(8);
      assertThat(connections.used()).isBetween(3, 8);
    }
  }

  @Test
  void showsTheSlowestStatementsWithoutTheirLiterals() throws Exception {
    execute("select pg_sleep(0.2), 'geheim' as secret");
    List<String> slowest = probe(PASSWORD).check(TIMEOUT).slowest();
    assertThat(slowest).isNotEmpty();
    assertThat(slowest.toString()).contains("pg_sleep").doesNotContain("geheim");
  }

  private static DependencyReader reader(DependencyProbe probe) {
    return new DependencyReader(
        "db", true, Duration.ofSeconds(5), TIMEOUT, Duration.ofMillis(500), probe);
  }

  private static Fact<DependencyFact> read(DependencyReader reader) throws Exception {
    var store = new FactStore();
    reader.read(Instant.now()).facts().forEach(fact -> fact.accept(store));
    return store.facts().dependencies().get("db");
  }

  /** Somebody holds the table, somebody else waits for it, while the body looks. */
  private static void whileTheTableIsLocked(ThrowingCallable body) throws Exception {
    try (Connection holder = connect();
        Connection waiter = connect();
        Statement lock = holder.createStatement();
        Statement blocked = waiter.createStatement()) {
      holder.setAutoCommit(false);
      lock.execute("lock table t in access exclusive mode");
      Thread waiting =
          Thread.startVirtualThread(
              () -> {
                try {
                  blocked.execute("select count(*) from t where name = 'alice'");
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      await().atMost(Duration.ofSeconds(20)).untilAsserted(body::call);
      holder.rollback();
      waiting.join();
    }
  }

  @Test
  void takesALockedTableForASlowDatabaseAndShowsWhatWaits() throws Exception {
    var reader = reader(probe(PASSWORD));
    assertThat(read(reader).value().orElseThrow().slow()).isFalse();
    whileTheTableIsLocked(
        () -> {
          DependencyFact seen = read(reader).value().orElseThrow();
          assertThat(seen.slow()).isTrue();
          assertThat(seen.problem()).contains("1 statements wait for locks");
          assertThat(seen.slowest())
              .anyMatch(
                  s ->
                      s.contains("waiting for a lock of 1 others")
                          && s.contains("from t where name = '?'"));
        });
    assertThat(read(reader).value().orElseThrow().slow()).isFalse();
  }

  @Test
  void seesThatOthersWaitAlsoAsAUserWithoutAnyRights() throws Exception {
    execute("create role plain login password '" + PASSWORD + "'");
    var reader = reader(probe("plain", PASSWORD));
    whileTheTableIsLocked(
        () -> {
          DependencyFact seen = read(reader).value().orElseThrow();
          assertThat(seen.slow()).isTrue();
          assertThat(seen.toString()).doesNotContain("alice").doesNotContain("from t");
        });
  }

  @Test
  void saysThatNoConnectionsAreLeftAndHowManyThereWere() throws Exception {
    var reader = reader(probe(PASSWORD));
    read(reader);
    var held = new ArrayList<Connection>();
    try {
      // What somebody has just closed may still be one of the eight, and free a moment later.
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                assertThatThrownBy(
                        () -> {
                          while (held.size() < 20) {
                            held.add(connect());
                          }
                        })
                    .isInstanceOf(SQLException.class);
                DependencyFact seen = read(reader).value().orElseThrow();
                assertThat(seen.reachable()).isFalse();
                assertThat(seen.problem())
                    .contains("53300")
                    .containsPattern("[1-8] of 8 connections were in use \\d+ s before");
              });
    } finally {
      for (Connection connection : held) {
        connection.close();
      }
    }
  }

  @Test
  void takesAStoppedDatabaseForUnreachableWithinItsTimeout() throws Exception {
    var reader = reader(probe(PASSWORD));
    postgres.signal("STOP");
    try {
      long begin = System.nanoTime();
      assertThat(read(reader).value().orElseThrow().reachable()).isFalse();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(reader.timeout());
    } finally {
      postgres.signal("CONT");
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> read(reader).value().orElseThrow().reachable());
  }

  @Test
  void knowsNothingOfADatabaseThatDoesNotLetTheOperatorInAndNeverShowsThePassword()
      throws Exception {
    assertThat(read(reader(probe("wrong-4711"))).toString())
        .contains("Unknown", "28P01")
        .doesNotContain("4711");
  }

  @Test
  void knowsNothingOfADatabaseThatDoesNotSpeakTls() throws Exception {
    var strict =
        new PostgresqlProbe(
            new PostgresqlDependency(
                "127.0.0.1",
                port,
                "postgres",
                new SecretKey("s", "user"),
                new SecretKey("s", "password"),
                "require"),
            key -> key.key().equals("user") ? "app" : PASSWORD);
    assertThat(read(reader(strict)).toString()).contains("Unknown", "SSL");
  }
}
