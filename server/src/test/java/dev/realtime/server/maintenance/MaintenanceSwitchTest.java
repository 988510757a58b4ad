package dev.realtime.server.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.health.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceSwitchTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path volume;

  private MaintenanceSwitch open(Map<String, String> environment, boolean configured) {
    return new MaintenanceSwitch(volume, environment, () -> configured, InstantSource.fixed(NOW));
  }

  private void write(String value) throws IOException {
    Files.writeString(volume.resolve(MaintenanceSwitch.NAME), value);
  }

  @Test
  void theFirstPlaceThatExistsDecides() throws IOException {
    Map<String, String> environment = Map.of(MaintenanceSwitch.NAME, "false");
    assertThat(open(Map.of(), true).state().source()).isEqualTo("maintenance.enabled");
    assertThat(open(Map.of(), true).on()).isTrue();
    assertThat(open(environment, true).on()).isFalse();
    write("true\n");
    assertThat(open(environment, false).on()).isTrue();
  }

  @Test
  void followsTheFileAndTellsOfEachChangeOnce() throws IOException {
    write("false");
    MaintenanceSwitch maintenance = open(Map.of(), false);
    List<Boolean> heard = new ArrayList<>();
    maintenance.onChange(state -> heard.add(state.on()));

    maintenance.refresh();
    write("true");
    maintenance.refresh();
    maintenance.refresh();
    assertThat(maintenance.check().status()).isEqualTo(Status.DEGRADED);
    write("false");
    maintenance.refresh();
    assertThat(heard).containsExactly(true, false);
    assertThat(maintenance.check().status()).isEqualTo(Status.UP);
  }

  @Test
  void followsAConfigMapVolumeWhoseDirectoryIsSwapped() throws IOException {
    Path first = Files.createDirectory(volume.resolve("..first"));
    Path second = Files.createDirectory(volume.resolve("..second"));
    Files.writeString(first.resolve(MaintenanceSwitch.NAME), "false");
    Files.writeString(second.resolve(MaintenanceSwitch.NAME), "true");
    Path data = Files.createSymbolicLink(volume.resolve("..data"), first);
    Files.createSymbolicLink(
        volume.resolve(MaintenanceSwitch.NAME), Path.of("..data", MaintenanceSwitch.NAME));
    MaintenanceSwitch maintenance = open(Map.of(), false);
    assertThat(maintenance.on()).isFalse();

    Path swap = Files.createSymbolicLink(volume.resolve("..data_tmp"), second);
    Files.move(swap, data, StandardCopyOption.ATOMIC_MOVE);
    maintenance.refresh();
    assertThat(maintenance.on()).isTrue();
  }

  @Test
  void nonsenseAtStartIsRefusedAndLaterChangesNothing() throws IOException {
    write("maybe");
    assertThatThrownBy(() -> open(Map.of(), false))
        .hasMessageContaining(volume.resolve(MaintenanceSwitch.NAME).toString())
        .hasMessageContaining("'maybe'; write true or false");
    write("true");
    MaintenanceSwitch maintenance = open(Map.of(), false);
    write("maybe");
    maintenance.refresh();
    assertThat(maintenance.on()).isTrue();
  }

  @Test
  void aReloadOfTheConfigurationCounts() {
    AtomicBoolean configured = new AtomicBoolean();
    MaintenanceSwitch maintenance =
        new MaintenanceSwitch(null, Map.of(), configured::get, InstantSource.system());
    configured.set(true);
    maintenance.refresh();
    assertThat(maintenance.on()).isTrue();
  }
}
