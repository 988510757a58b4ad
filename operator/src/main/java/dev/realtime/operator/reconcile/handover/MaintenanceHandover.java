package dev.realtime.operator.reconcile.handover;

import dev.realtime.api.v1alpha1.runbook.MaintenanceOverride;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import dev.realtime.operator.status.ConditionType;
import dev.realtime.operator.status.Reason;
import dev.realtime.operator.status.Verdict;
import dev.realtime.operator.status.Verdict.Truth;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The switch {@code MAINTENANCE_MODE} in the ConfigMap, which the spec, the runbook and people with
 * {@code kubectl patch configmap} may write. The rule: what spec and runbook intend is written when
 * that changes; between changes the switch belongs to whoever set it last. The runbook's end does
 * not take back what a person had switched on before it.
 */
public final class MaintenanceHandover {
  /** Field manager of the switch. */
  public static final String FIELD_MANAGER = "realtime-operator-maintenance";

  static final String INTENDED = "realtime.dev/maintenance-intended";

  private MaintenanceHandover() {}

  /**
   * Outcome.
   *
   * @param patch JSON merge patch for the ConfigMap; null: leave it alone
   * @param verdict the condition
   */
  public record Outcome(@Nullable Map<String, Object> patch, Verdict verdict) {}

  /** Decides about the ConfigMap as it is. */
  public static Outcome decide(Situation situation, ConfigMap config) {
    MaintenanceOverride override = situation.overrides().maintenance();
    boolean intention =
        override == null ? situation.spec().maintenance().enabled() : override.enabled();
    Reason source = override == null ? Reason.SPEC : Reason.RUNBOOK;
    Map<String, String> data = config.getData() == null ? Map.of() : config.getData();
    String value = data.get(Names.MAINTENANCE_MODE);
    String intended = config.getMetadata().getAnnotations().get(INTENDED);
    String word = Boolean.toString(intention);
    boolean runbookFindsItSo = override != null && word.equals(value) && intended != null;
    if (value == null || (!word.equals(intended) && !runbookFindsItSo)) {
      return new Outcome(
          Map.of(
              "metadata", Map.of("annotations", Map.of(INTENDED, word)),
              "data", Map.of(Names.MAINTENANCE_MODE, word)),
          verdict(intention, source, source == Reason.SPEC ? "spec.maintenance" : run(override)));
    }
    return new Outcome(null, found(config, value, word, source, override));
  }

  /** The switch as it is, for a service whose objects are left alone. */
  public static Verdict seen(Situation situation, ConfigMap config) {
    Outcome outcome = decide(situation, config);
    if (outcome.patch() == null) {
      return outcome.verdict();
    }
    String value = config.getData() == null ? null : config.getData().get(Names.MAINTENANCE_MODE);
    if (value == null) {
      return missing();
    }
    MaintenanceOverride override = situation.overrides().maintenance();
    if (!value.equals("true") && !value.equals("false")) {
      return found(config, value, "", Reason.SPEC, override);
    }
    boolean on = value.equals("true");
    return new Verdict(
        ConditionType.MAINTENANCE_MODE,
        Truth.of(on),
        Reason.PAUSED,
        "%s; what %s says is written when the pause is over. %s"
            .formatted(
                on ? "On" : "Off",
                override == null ? "spec.maintenance" : run(override),
                Reason.PAUSED.remedy()));
  }

  /** There is no ConfigMap, or none with the switch. */
  public static Verdict missing() {
    return new Verdict(
        ConditionType.MAINTENANCE_MODE,
        Truth.UNKNOWN,
        Reason.SWITCH_MISSING,
        "There is no ConfigMap with MAINTENANCE_MODE. " + Reason.SWITCH_MISSING.remedy());
  }

  private static Verdict found(
      ConfigMap config,
      String value,
      String intended,
      Reason source,
      @Nullable MaintenanceOverride override) {
    String by = FieldOwner.of(config, "data", Names.MAINTENANCE_MODE).orElse("somebody");
    String place = "MAINTENANCE_MODE in ConfigMap " + config.getMetadata().getName();
    if (!value.equals("true") && !value.equals("false")) {
      return new Verdict(
          ConditionType.MAINTENANCE_MODE,
          Truth.UNKNOWN,
          Reason.INVALID_SWITCH,
          "%s was set to '%s' by %s. %s"
              .formatted(place, value, by, Reason.INVALID_SWITCH.remedy()));
    }
    boolean on = value.equals("true");
    if (value.equals(intended)) {
      return verdict(on, source, source == Reason.SPEC ? "spec.maintenance" : run(override));
    }
    return new Verdict(
        ConditionType.MAINTENANCE_MODE,
        Truth.of(on),
        Reason.SET_BY_HAND,
        "%s was set to %s by %s. %s".formatted(place, value, by, Reason.SET_BY_HAND.remedy()));
  }

  private static Verdict verdict(boolean on, Reason reason, String source) {
    return new Verdict(
        ConditionType.MAINTENANCE_MODE,
        Truth.of(on),
        reason,
        (on ? "On" : "Off") + " as " + source + " says");
  }

  private static String run(@Nullable MaintenanceOverride override) {
    return override == null ? "the runbook" : "RunbookRun " + override.run();
  }
}
