package dev.realtime.cli.view;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;

/** Services, one a line. */
public final class ServiceTable {
  private ServiceTable() {}

  /** The table. */
  public static String of(List<RealtimeService> services, Instant now, Ink ink) {
    var table =
        new Table(
            "NAMESPACE",
            "NAME",
            "READY",
            "PODS",
            "CONNECTIONS",
            "REDIS",
            "MAINTENANCE",
            "INCIDENT",
            "AGE");
    for (RealtimeService service : services) {
      RealtimeServiceStatus status = service.statusOrEmpty();
      table.row(
          service.getMetadata().getNamespace(),
          service.getMetadata().getName(),
          ready(status, ink),
          orZero(status.readyReplicas()) + "/" + orZero(status.replicas()),
          status.connections() == null ? "unknown" : status.connections().toString(),
          status.redis() == null ? "Unknown" : Words.of(status.redis().verdict()),
          status.isTrue("MaintenanceMode") ? ink.yellow("on") : "off",
          status.incident() == null
              ? "-"
              : ink.red(
                  status.incident().symptom() == null
                      ? Words.of(status.incident().state())
                      : status.incident().symptom().text()),
          Ages.since(service.getMetadata().getCreationTimestamp(), now));
    }
    return table.text();
  }

  private static String ready(RealtimeServiceStatus status, Ink ink) {
    String word = status.condition("Ready").map(Condition::getStatus).orElse("Unknown");
    return switch (word) {
      case "True" -> ink.green("yes");
      case "False" ->
          ink.red("no: " + status.condition("Ready").map(Condition::getReason).orElse("?"));
      default -> ink.yellow("unknown");
    };
  }

  private static int orZero(@org.jspecify.annotations.Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
