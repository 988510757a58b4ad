package dev.realtime.e2e.runbook;

import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.image.ProjectImage;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL with 20 connections, of which the superuser keeps three, in a pod of its own. */
record Database(String address) {
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  static final String POD = "db";
  static final String PASSWORD = "geheim-4711";

  static Database start(KubernetesClient client, String namespace) throws SQLException {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(POD)
            .addToLabels("app", POD)
            .endMetadata()
            .withNewSpec()
            .withTerminationGracePeriodSeconds(0L)
            .withAutomountServiceAccountToken(false)
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(65532L)
            .withFsGroup(65532L)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .addNewContainer()
            .withName("postgres")
            .withImage(ProjectImage.POSTGRES.reference())
            .withImagePullPolicy("IfNotPresent")
            .withArgs(
                "-c", "max_connections=20", "-c", "shared_preload_libraries=pg_stat_statements")
            .withEnv(new EnvVarBuilder().withName("POSTGRES_PASSWORD").withValue(PASSWORD).build())
            .withNewSecurityContext()
            .withAllowPrivilegeEscalation(false)
            .withNewCapabilities()
            .withDrop("ALL")
            .endCapabilities()
            .endSecurityContext()
            .addNewVolumeMount()
            .withName("data")
            .withMountPath("/data")
            .endVolumeMount()
            .endContainer()
            .addNewVolume()
            .withName("data")
            .withNewEmptyDir()
            .endEmptyDir()
            .endVolume()
            .endSpec()
            .build();
    client.resource(pod).create();
    client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(POD)
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", POD)
                .addNewPort()
                .withPort(5432)
                .endPort()
                .endSpec()
                .build())
        .create();
    Pod ready = client.resource(pod).waitUntilReady(90, TimeUnit.SECONDS);
    var database = new Database(ready.getStatus().getPodIP());
    await("connections to PostgreSQL")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(() -> database.execute("select 1"));
    database.execute("create extension pg_stat_statements");
    database.execute("create table quotes (price int)");
    database.execute("create role app login password '" + PASSWORD + "'");
    database.execute("grant select on quotes to app");
    database.execute("create role watcher login password '" + PASSWORD + "'");
    database.execute("grant pg_read_all_stats to watcher");
    return database;
  }

  /** What the operator signs in with, in Secret {@code db-login}. */
  static void credentials(KubernetesClient client, String namespace) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("db-login")
                .withNamespace(namespace)
                .endMetadata()
                .withStringData(Map.of("user", "watcher", "password", PASSWORD))
                .build())
        .create();
  }

  Connection connect(String user) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://"
            + address
            + ":5432/postgres?connectTimeout=2&socketTimeout=4&loginTimeout=2",
        user,
        PASSWORD);
  }

  private boolean execute(String sql) throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return true;
    }
  }

  /** What the application does at each call; a table locked for long it does without. */
  void query() throws SQLException {
    try (Connection connection = connect("app");
        Statement statement = connection.createStatement()) {
      statement.execute("set lock_timeout = '1500ms'");
      try (ResultSet rows = statement.executeQuery("select count(*) from quotes where price > 0")) {
        rows.next();
      }
    } catch (SQLException e) {
      if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  /** A call that keeps its connection for a while. */
  void occupy() throws SQLException {
    try (Connection connection = connect("app");
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_sleep(0.4)");
    }
  }
}
