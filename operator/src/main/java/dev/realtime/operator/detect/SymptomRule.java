package dev.realtime.operator.detect;

import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.Observations;
import java.time.Duration;

/** How one symptom is measured. */
interface SymptomRule {
  /** The symptom. */
  Symptom symptom();

  /** How long it must be bad before it fires. */
  Duration hold(DetectionSettings settings);

  /** What it looks like at the moment of the observations. */
  Measurement measure(Observations seen, DetectionSettings settings);
}
