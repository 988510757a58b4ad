package dev.realtime.operator.signal;

import dev.realtime.api.v1alpha1.runbook.PostgresqlDependency;
import dev.realtime.operator.signal.DependencyFact.Connections;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Connects anew each time, as an application would have to, and asks for the connections in use.
 *
 * <p>A database that answers this is not well yet: a locked table makes everybody wait but the
 * operator, which touches no table. So statements that run or wait for a lock right now count, too.
 * Waits can be seen by any user (pg_locks); the statements of others only with pg_read_all_stats,
 * and the slowest ones of the past only where the extension pg_stat_statements is there. What may
 * not be seen is no failure.
 */
final class PostgresqlProbe implements DependencyProbe {
  private static final int STATEMENTS = 5;
  private static final int MAX_STATEMENT = 300;

  private static final String CONNECTIONS =
      "select (select count(*) from pg_stat_activity where backend_type = 'client backend'),"
          + " current_setting('max_connections')::int";

  private static final String SLOWEST =
      "select mean_exec_time, calls, query from pg_stat_statements"
          + " order by mean_exec_time desc limit "
          + STATEMENTS;

  private static final String RUNNING =
      "select extract(epoch from clock_timestamp() - query_start) * 1000,"
          + " cardinality(pg_blocking_pids(pid)), query from pg_stat_activity"
          + " where state = 'active' and pid <> pg_backend_pid()"
          + " and backend_type = 'client backend' order by query_start limit "
          + STATEMENTS;

  /** Since PostgreSQL 14. */
  private static final String WAITING =
      "select extract(epoch from clock_timestamp() - min(waitstart)) * 1000, count(*)"
          + " from pg_locks where not granted and waitstart is not null";

  /** The server speaks, but refuses this login: class 28, and 08004 where it wants no TLS. */
  private static final Pattern NOT_LET_IN = Pattern.compile("28...|08004|3D000|42501");

  private final PostgresqlDependency database;
  private final SecretReader secrets;

  PostgresqlProbe(PostgresqlDependency database, SecretReader secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  @Override
  public Answer check(Duration timeout) throws Failed, NotLetIn, SecretReader.NotReadable {
    var properties = new Properties();
    properties.setProperty("user", secrets.read(database.username()));
    properties.setProperty("password", secrets.read(database.password()));
    properties.setProperty("sslmode", database.sslMode());
    properties.setProperty("ApplicationName", "realtime-operator");
    String seconds = Long.toString(Math.max(1, timeout.toSeconds()));
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    properties.setProperty("options", "-c statement_timeout=" + timeout.toMillis());
    String url =
        String.format(
            Locale.ROOT,
            "jdbc:postgresql://%s:%d/%s",
            database.host(),
            database.port(),
            database.database());
    try (Connection connection = DriverManager.getConnection(url, properties)) {
      return answer(connection);
    } catch (SQLException e) {
      if (e.getSQLState() != null && NOT_LET_IN.matcher(e.getSQLState()).matches()) {
        throw new NotLetIn("the database does not let the operator in: " + say(e));
      }
      throw new Failed(say(e), e);
    }
  }

  private static Connections connections(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CONNECTIONS)) {
      row.next();
      return new Connections(row.getInt(1), row.getInt(2));
    }
  }

  /** One row of {@link #RUNNING} or {@link #SLOWEST}. */
  private record Row(double millis, long number, String statement) {}

  private static Answer answer(Connection connection) throws SQLException {
    List<Row> running = rows(connection, RUNNING);
    Optional<Row> waiting = rows(connection, WAITING).stream().findFirst();
    var statements = new ArrayList<String>();
    running.forEach(row -> statements.add(running(row)));
    rows(connection, SLOWEST)
        .forEach(
            row ->
                statements.add(
                    String.format(
                        Locale.ROOT, "%.0f ms on average: %s", row.millis, row.statement)));
    double longest = running.stream().mapToDouble(Row::millis).max().orElse(0);
    String what =
        running.stream()
            .findFirst()
            .map(row -> "a statement has been " + running(row))
            .orElse(null);
    if (waiting.isPresent() && waiting.get().number > 0 && waiting.get().millis >= longest / 2) {
      longest = Math.max(longest, waiting.get().millis);
      what =
          String.format(
              Locale.ROOT,
              "%d statements wait for locks, the first for %.0f ms",
              waiting.get().number,
              waiting.get().millis);
    }
    return new Answer(
        connections(connection), statements.stream().limit(STATEMENTS).toList(), longest, what);
  }

  private static String running(Row row) {
    return String.format(
        Locale.ROOT,
        "running for %.0f ms%s: %s",
        row.millis,
        row.number > 0 ? ", waiting for a lock of " + row.number + " others" : "",
        row.statement);
  }

  private static List<Row> rows(Connection connection, String sql) {
    var rows = new ArrayList<Row>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      boolean named = row.getMetaData().getColumnCount() > 2;
      while (row.next()) {
        String query = named ? row.getString(3) : "";
        rows.add(
            new Row(
                row.getDouble(1),
                row.getLong(2),
                cut(SqlText.withoutLiterals(query == null ? "(hidden)" : query))));
      }
    } catch (SQLException e) {
      // No extension, too old a server, or no right to read it: there is nothing to show then.
      return List.of();
    }
    return rows;
  }

  private static String cut(String text) {
    return text.length() <= MAX_STATEMENT ? text : text.substring(0, MAX_STATEMENT) + "...";
  }

  private static String say(SQLException e) {
    @Nullable String state = e.getSQLState();
    return (state == null ? "" : "SQLSTATE " + state + ": ") + e.getMessage();
  }
}
