package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.auth.KeyException;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.MaintenanceConfig;
import dev.realtime.server.config.Reload;
import dev.realtime.server.drain.PacedClose;
import dev.realtime.server.drain.Pacing;
import dev.realtime.server.drain.Rebalance;
import dev.realtime.server.maintenance.MaintenanceState;
import dev.realtime.server.node.Cluster;
import dev.realtime.server.session.Session;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens again and again beside the clients, all on one thread. */
final class Housekeeping {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  /** Looks in a row, one a second, after which a configuration that cannot be read is told. */
  private static final int UNREADABLE_LOOKS = 3;

  private final Assembly parts;
  private final ScheduledExecutorService timer;
  private final Counter rebalanced;
  private byte @Nullable [] lastConfig;
  private String refused = "";
  private int unreadable;
  private @Nullable PacedClose maintenanceDrain;

  Housekeeping(Assembly parts, ScheduledExecutorService timer) {
    this.parts = parts;
    this.timer = timer;
    this.rebalanced =
        parts
            .metrics()
            .counter("realtime.rebalanced", "Clients sent to other nodes after a scale-out");
  }

  static void warn(List<String> warnings) {
    warnings.forEach(log::warn);
  }

  void begin() {
    parts
        .broker()
        .start(parts.cluster().id(), parts.hub())
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                log.warn("The broker is not there yet, and is tried on: {}", failure.toString());
              }
            });
    lastConfig = readConfig();
    parts.maintenance().onChange(this::maintenanceChanged);
    parts.maintenance().follow(timer);
    every(200, "releasing idle channels", parts.hub()::releaseIdle);
    every(1000, "comparing positions", parts.hub()::checkPositions);
    every(1000, "looking at memory", parts.memory()::look);
    every(1000, "looking at the configuration", this::followConfig);
    every(1000, "rebalancing", this::rebalance);
    every(5000, "sweeping rate limits", parts.rates()::sweep);
    every(1000, "counting lines left out", Housekeeping::tellSuppressed);
    every(10_000, "reading keys and certificates", this::readSecrets);
    every(Cluster.heartbeatMillis(), "telling other nodes", this::heartbeat);
  }

  private void every(long millis, String what, Runnable task) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                log.error("{} failed; it is tried again", what, e);
              }
            },
            millis,
            millis,
            TimeUnit.MILLISECONDS);
  }

  private static void tellSuppressed() {
    ClientLineLimit.LeftOut left = Logging.takeLeftOut();
    if (left.lines() > 0 || left.errors() > 0) {
      log.warn(
          "{} lines and {} errors were left out (log.clientLinesPerSecond)",
          left.lines(),
          left.errors());
    }
  }

  private void heartbeat() {
    parts
        .cluster()
        .heartbeat()
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                log.debug("other nodes were not told of this one: {}", failure.toString());
              }
            });
  }

  private void readSecrets() {
    parts.keys().reload();
    parts.tls().reload();
  }

  private byte @Nullable [] readConfig() {
    Path file = parts.options().file();
    if (file == null) {
      return null;
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      unreadable = 0;
      return bytes;
    } catch (IOException e) {
      // A ConfigMap that is being swapped is back at the next look; what stays away is told once.
      if (++unreadable == UNREADABLE_LOOKS) {
        log.error("Configuration {} cannot be read, the former one stays: {}", file, e.toString());
      }
      return lastConfig;
    }
  }

  private void followConfig() {
    byte[] now = readConfig();
    // One that was refused is tried on: what it refers to may be mounted after it.
    if (Arrays.equals(now, lastConfig) && refused.isEmpty()) {
      return;
    }
    lastConfig = now;
    MaintenanceConfig before = parts.config().maintenance();
    try {
      Reload reload = parts.apply(parts.options().load().config());
      log.info(
          "Configuration reloaded from {}: {}",
          parts.options().file(),
          reload.changed().isEmpty() ? "nothing changed" : reload.changed());
      if (!reload.needRestart().isEmpty()) {
        log.warn("Changed, but in force only after a restart: {}", reload.needRestart());
      }
    } catch (ConfigException | KeyException | IOException | IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(refused)) {
        log.error("Configuration not reloaded, the former one stays in force:\n{}", reason);
      }
      refused = reason;
      return;
    }
    refused = "";
    if (parts.config().maintenance().existing() != before.existing()) {
      existingClients(parts.maintenance().state());
    }
  }

  private void maintenanceChanged(MaintenanceState state) {
    String text = parts.config().maintenance().message();
    if (state.on() && !text.isEmpty()) {
      byte[] message = text.getBytes(UTF_8);
      for (Session session : parts.registry().all()) {
        session.execute(() -> session.message(message));
      }
    }
    existingClients(state);
  }

  /** After a scale-out, some clients go where there is room. */
  private void rebalance() {
    List<Rebalance.Node> others =
        parts.cluster().peers().stream()
            .map(peer -> new Rebalance.Node(peer.id(), peer.clients(), peer.accepting()))
            .toList();
    boolean accepting = parts.drain().accepting() && !parts.maintenance().on();
    int due = parts.rebalance().due(others, parts.registry().count(), accepting);
    if (due > 0) {
      parts.registry().all().stream().limit(due).forEach(Session::moveAway);
      rebalanced.increment(due);
      log.debug(
          "{} clients are sent to other nodes, {} may follow", due, parts.rebalance().budget());
    }
  }

  /** Begins to pace out those who are connected, or ceases to. */
  private void existingClients(MaintenanceState state) {
    PacedClose running = maintenanceDrain;
    if (running != null) {
      running.cancel();
      maintenanceDrain = null;
    }
    MaintenanceConfig how = parts.config().maintenance();
    if (state.on() && how.existing() == MaintenanceConfig.Existing.DRAIN) {
      var clients = parts.registry().snapshot();
      Pacing pacing =
          Pacing.over(
              clients.size(),
              how.drainWindow(),
              parts.config().drain().maxRate(),
              how.drainWindow());
      maintenanceDrain = PacedClose.begin(clients, pacing, timer, parts.random(), System::nanoTime);
    }
  }
}
