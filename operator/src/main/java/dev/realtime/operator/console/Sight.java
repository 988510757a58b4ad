package dev.realtime.operator.console;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.signal.Observations;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What the operator sees already. The console asks the API server for none of it. */
public interface Sight {
  /** All services the operator looks after. */
  Collection<RealtimeService> services();

  /** The runs of a service, in no order. */
  List<RunbookRun> runs(String namespace, String service);

  /** What is measured of a service; empty on a replica that does not lead. */
  Optional<Observations> observations(String namespace, String service);
}
