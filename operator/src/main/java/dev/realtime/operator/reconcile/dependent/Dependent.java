package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/**
 * One managed object: a function from the situation to what it should be. It is applied by
 * server-side apply, so it holds exactly the fields the operator wants to own; everything else in
 * the object belongs to others and is left alone.
 *
 * @param <R> its kind
 */
public interface Dependent<R extends HasMetadata> {
  /** The kind. */
  Class<R> type();

  /** The name, whether it is switched on or not. */
  String name(Situation situation);

  /** What it should be; empty: switched off, and removed where it exists. */
  Optional<R> desired(Situation situation);
}
