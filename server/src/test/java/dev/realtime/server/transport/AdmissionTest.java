package dev.realtime.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.ConfigLoader;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.server.metrics.ServerMetrics;
import dev.realtime.server.session.SessionRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private ServerConfig config = withPerIp(0);
  private final Admission admission =
      new Admission(
          () -> config,
          new SessionRegistry(),
          new ServerMetrics(new SimpleMeterRegistry()),
          () -> false,
          () -> true,
          () -> Duration.ZERO,
          () -> false,
          () -> 0,
          new Random(1));

  private static ServerConfig withPerIp(int limit) {
    try {
      return ConfigLoader.parse("limits: {connectionsPerIp: " + limit + "}", "test");
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  private Admission.Place admitted() {
    Admission.Decision decision = admission.admit("10.0.0.1");
    assertThat(decision).isInstanceOf(Admission.Place.class);
    return (Admission.Place) decision;
  }

  @Test
  void aClientCountedForItsAddressIsGivenBackThoughTheLimitHasBeenLiftedMeanwhile() {
    config = withPerIp(1);
    Admission.Place place = admitted();
    config = withPerIp(0);
    place.giveBack().run();
    config = withPerIp(1);
    assertThat(admission.admit("10.0.0.1")).isInstanceOf(Admission.Place.class);
  }

  @Test
  void aClientThatWasNotCountedGivesNoOtherClientsPlaceBack() {
    Admission.Place uncounted = admitted();
    config = withPerIp(1);
    var _ = admitted();
    uncounted.giveBack().run();
    assertThat(admission.admit("10.0.0.1"))
        .asInstanceOf(type(Admission.Refusal.class))
        .returns(429, Admission.Refusal::status);
  }
}
