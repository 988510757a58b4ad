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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
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
    return new PostgresqlProbe(
        new PostgresqlDependency(
            "127.0.0.1",
            port,
            "postgres",
            new SecretKey("s", "user"),
            new SecretKey("s", "password"),
            "disable"),
        key -> key.key().equals("user") ? "app" : password);
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

  @Test
  void showsWhatWaitsForALockedTable() throws Exception {
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
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThat(probe(PASSWORD).check(TIMEOUT).slowest())
                      .anyMatch(
                          s -> s.contains("running for") && s.contains("from t where name = '?'")));
      holder.rollback();
      waiting.join();
    }
  }

  @Test
  void saysThatNoConnectionsAreLeft() throws Exception {
    var held = new ArrayList<Connection>();
    try {
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThatThrownBy(
                          () -> {
                            while (held.size() < 20) {
                              held.add(connect());
                            }
                          })
                      .isInstanceOf(SQLException.class));
      assertThatThrownBy(() -> probe(PASSWORD).check(TIMEOUT))
          .isInstanceOf(DependencyProbe.Failed.class)
          .hasMessageContaining("53300");
    } finally {
      for (Connection connection : held) {
        connection.close();
      }
    }
  }

  @Test
  void neverShowsThePassword() {
    assertThatThrownBy(() -> probe("wrong-4711").check(TIMEOUT))
        .isInstanceOf(DependencyProbe.Failed.class)
        .hasMessageContaining("28P01")
        .hasMessageNotContaining("4711");
  }
}
