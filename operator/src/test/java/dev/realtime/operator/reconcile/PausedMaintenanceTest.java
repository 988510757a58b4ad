package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.operator.reconcile.handover.MaintenanceHandover;
import dev.realtime.operator.status.Verdict;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The switch of a paused service: as it is, whatever the spec has come to say meanwhile. */
final class PausedMaintenanceTest {
  @ParameterizedTest(name = "spec {0}, switch {1}: {2} {3}")
  @CsvSource({
    "false, false, FALSE, Spec",
    "false, true, TRUE, SetInConfigMap",
    "true, false, FALSE, PausedByAnnotation",
    "true, true, TRUE, PausedByAnnotation",
    "true, yes, UNKNOWN, InvalidValue"
  })
  void isAsItIs(boolean spec, String value, Verdict.Truth truth, String reason) {
    assertThat(seen(spec, Map.of(Names.MAINTENANCE_MODE, value)))
        .returns(truth, Verdict::status)
        .returns(reason, verdict -> verdict.reason().word());
  }

  @Test
  void isUnknownWhereItIsMissing() {
    assertThat(seen(true, Map.of()))
        .returns(Verdict.Truth.UNKNOWN, Verdict::status)
        .returns("SwitchMissing", verdict -> verdict.reason().word());
  }

  /** Written by the operator for a spec without maintenance. */
  private static Verdict seen(boolean spec, Map<String, String> data) {
    ConfigMap config =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("realtime-config")
            .addToAnnotations("realtime.dev/maintenance-intended", "false")
            .endMetadata()
            .withData(data)
            .build();
    return MaintenanceHandover.seen(
        TestSituation.of("{maintenance: {enabled: %s}}".formatted(spec)), config);
  }
}
