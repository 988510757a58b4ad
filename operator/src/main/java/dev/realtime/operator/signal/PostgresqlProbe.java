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
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Connects anew each time, as an application would have to, and asks for the connections in use.
 * The slowest statements come from pg_stat_statements where that extension is there and the user
 * may read it; that it is not is no failure.
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
      "select extract(epoch from now() - query_start) * 1000, 1, query from pg_stat_activity"
          + " where state = 'active' and pid <> pg_backend_pid()"
          + " and backend_type = 'client backend' order by query_start limit "
          + STATEMENTS;

  private final PostgresqlDependency database;
  private final SecretReader secrets;

  PostgresqlProbe(PostgresqlDependency database, SecretReader secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  @Override
  public Answer check(Duration timeout) throws Failed, SecretReader.NotReadable {
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
      return new Answer(connections(connection), slowest(connection));
    } catch (SQLException e) {
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

  private static List<String> slowest(Connection connection) {
    var slowest = new ArrayList<String>();
    slowest.addAll(statements(connection, RUNNING, "running for %.0f ms: %s"));
    slowest.addAll(statements(connection, SLOWEST, "%.0f ms on average: %s"));
    return slowest.stream().limit(STATEMENTS).toList();
  }

  private static List<String> statements(Connection connection, String sql, String format) {
    var statements = new ArrayList<String>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        String query = row.getString(3) == null ? "(hidden)" : row.getString(3);
        statements.add(
            String.format(
                Locale.ROOT, format, row.getDouble(1), cut(SqlText.withoutLiterals(query))));
      }
    } catch (SQLException e) {
      // No extension, or no right to read it: there are no statements to show, which is no failure.
      return List.of();
    }
    return statements;
  }

  private static String cut(String text) {
    return text.length() <= MAX_STATEMENT ? text : text.substring(0, MAX_STATEMENT) + "...";
  }

  private static String say(SQLException e) {
    @Nullable String state = e.getSQLState();
    return (state == null ? "" : "SQLSTATE " + state + ": ") + e.getMessage();
  }
}
