package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.MonitoringSpec;
import dev.realtime.api.v1alpha1.runbook.NotificationReceiver;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import java.util.List;

/**
 * A service as the runbook sees it: of its spec what is about repair, and nothing of its status,
 * which the runbook keeps itself.
 *
 * @param paused whether it carries the pause annotation
 * @param maintenance whether its spec asks for maintenance mode
 */
public record ServiceView(
    String namespace,
    String name,
    String uid,
    long generation,
    boolean paused,
    boolean maintenance,
    RunbookSpec policy,
    List<Dependency> dependencies,
    MonitoringSpec monitoring,
    List<NotificationReceiver> receivers) {
  public ServiceView {
    dependencies = List.copyOf(dependencies);
    receivers = List.copyOf(receivers);
  }

  /** Namespace and name, as one word. */
  public String key() {
    return namespace + "/" + name;
  }
}
