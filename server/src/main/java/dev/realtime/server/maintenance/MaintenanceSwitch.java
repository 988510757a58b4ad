package dev.realtime.server.maintenance;

import dev.realtime.server.health.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the switch live. The file is read every {@link #INTERVAL}: a ConfigMap volume swaps a
 * symbolic link of a parent directory, which file watches miss, and one small read costs nothing. A
 * value that is neither true nor false changes nothing and is logged once.
 */
public final class MaintenanceSwitch {
  /** Name of the file and of the environment variable. */
  public static final String NAME = "MAINTENANCE_MODE";

  /** How often the file is read. */
  public static final Duration INTERVAL = Duration.ofMillis(500);

  private static final Logger log = LoggerFactory.getLogger(MaintenanceSwitch.class);

  private final @Nullable Path file;
  private final @Nullable String environment;
  private final BooleanSupplier configured;
  private final InstantSource clock;
  private final List<Consumer<MaintenanceState>> listeners = new CopyOnWriteArrayList<>();
  private volatile MaintenanceState state;
  private String lastComplaint = "";

  private record Reading(boolean on, String source) {}

  /**
   * Reads the switch.
   *
   * @param directory configuration directory, if there is one
   * @param environment the process's environment
   * @param configured {@code maintenance.enabled} of the configuration in force
   * @throws IllegalArgumentException if the value at start is neither true nor false; says where it
   *     stands
   */
  public MaintenanceSwitch(
      @Nullable Path directory,
      Map<String, String> environment,
      BooleanSupplier configured,
      InstantSource clock) {
    this.file = directory == null ? null : directory.resolve(NAME);
    this.environment = environment.get(NAME);
    this.configured = configured;
    this.clock = clock;
    Reading first = read();
    state = new MaintenanceState(first.on(), first.source(), clock.instant());
    if (first.on()) {
      log.warn("Starting in maintenance mode, by {}", first.source());
    }
  }

  /** Begins to follow the file. */
  public void follow(ScheduledExecutorService timer) {
    long millis = INTERVAL.toMillis();
    var _ = timer.scheduleWithFixedDelay(this::refresh, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Whether maintenance is on now. */
  public boolean on() {
    return state.on();
  }

  /** The state now. */
  public MaintenanceState state() {
    return state;
  }

  /** Is told of every change from now on, on the thread that noticed it; must return quickly. */
  public void onChange(Consumer<MaintenanceState> listener) {
    listeners.add(listener);
  }

  /** Reads the switch again; also called after a reload of the configuration. */
  public synchronized void refresh() {
    Reading reading;
    try {
      reading = read();
      lastComplaint = "";
    } catch (IllegalArgumentException e) {
      complain(String.valueOf(e.getMessage()));
      return;
    }
    if (reading.on() == state.on()) {
      state = new MaintenanceState(reading.on(), reading.source(), state.since());
      return;
    }
    state = new MaintenanceState(reading.on(), reading.source(), clock.instant());
    log.warn("Maintenance mode is {}, by {}", reading.on() ? "on" : "off", reading.source());
    listeners.forEach(listener -> listener.accept(state));
  }

  private void complain(String complaint) {
    if (!complaint.equals(lastComplaint)) {
      lastComplaint = complaint;
      log.error("{}; maintenance mode stays {}", complaint, state.on() ? "on" : "off");
    }
  }

  private Reading read() {
    if (file != null) {
      try {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        return new Reading(parse(text, file.toString()), file.toString());
      } catch (NoSuchFileException e) {
        // Not every deployment has the file; the next place decides.
        log.trace("No {}", file, e);
      } catch (IOException e) {
        throw new IllegalArgumentException("Cannot read " + file + ": " + e, e);
      }
    }
    if (environment != null) {
      String source = "environment variable " + NAME;
      return new Reading(parse(environment, source), source);
    }
    return new Reading(configured.getAsBoolean(), "maintenance.enabled");
  }

  private static boolean parse(String text, String source) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "1", "on", "yes" -> true;
      case "false", "0", "off", "no", "" -> false;
      default ->
          throw new IllegalArgumentException(
              source + " says '" + text.strip() + "'; write true or false");
    };
  }

  /** The check for {@code /health}: maintenance is no failure, but somebody should know. */
  public Finding check() {
    MaintenanceState now = state;
    Map<String, Object> details = Map.of("enabled", now.on(), "source", now.source());
    return now.on()
        ? Finding.degraded("maintenance mode is on: new clients get 503", details)
        : Finding.up(details);
  }
}
