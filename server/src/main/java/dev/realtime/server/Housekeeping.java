package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.auth.KeyException;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.MaintenanceConfig;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.server.drain.PacedClose;
import dev.realtime.server.drain.Pacing;
import dev.realtime.server.maintenance.MaintenanceState;
import dev.realtime.server.node.Cluster;
import dev.realtime.server.session.Session;
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

  private final Assembly parts;
  private final ScheduledExecutorService timer;
  private byte @Nullable [] lastConfig;
  private @Nullable PacedClose maintenanceDrain;

  Housekeeping(Assembly parts, ScheduledExecutorService timer) {
    this.parts = parts;
    this.timer = timer;
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
    long left = Logging.takeSuppressed();
    if (left > 0) {
      log.warn("{} lines about clients were left out (log.clientLinesPerSecond)", left);
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
      return Files.readAllBytes(file);
    } catch (IOException e) {
      log.debug("configuration {} cannot be read now: {}", file, e.toString());
      return lastConfig; // a ConfigMap is being swapped
    }
  }

  private void followConfig() {
    byte[] now = readConfig();
    if (Arrays.equals(now, lastConfig)) {
      return;
    }
    lastConfig = now;
    try {
      ServerConfig next = parts.options().load().config();
      parts.apply(next);
      log.info("Configuration reloaded from {}", parts.options().file());
      warnOfWhatNeedsRestart(next);
    } catch (ConfigException | KeyException | IllegalArgumentException e) {
      log.error("Configuration not reloaded, the former one stays in force:\n{}", e.getMessage());
    }
  }

  private void warnOfWhatNeedsRestart(ServerConfig next) {
    ServerConfig initial = parts.initial();
    if (!initial.listen().equals(next.listen())
        || !initial.management().equals(next.management())
        || initial.broker() != next.broker()
        || !initial.redis().equals(next.redis())
        || !initial.node().equals(next.node())) {
      log.warn("Changes of node, listen, management, broker and redis need a restart");
    }
  }

  private void maintenanceChanged(MaintenanceState state) {
    PacedClose running = maintenanceDrain;
    if (running != null) {
      running.cancel();
      maintenanceDrain = null;
    }
    if (!state.on()) {
      return;
    }
    MaintenanceConfig how = parts.config().maintenance();
    if (!how.message().isEmpty()) {
      byte[] message = how.message().getBytes(UTF_8);
      for (Session session : parts.registry().all()) {
        session.execute(() -> session.message(message));
      }
    }
    if (how.existing() == MaintenanceConfig.Existing.DRAIN) {
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
