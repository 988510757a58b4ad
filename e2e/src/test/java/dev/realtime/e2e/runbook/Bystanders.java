package dev.realtime.e2e.runbook;

import dev.realtime.e2e.cluster.Cluster;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Services that are well: scaled to zero on purpose, so that they cost nothing. Rows of the runbook
 * follow each other closely; were the patients alone, the storm guard would rightly take a few of
 * them in trouble for a trouble that all services share.
 */
final class Bystanders {
  private static final int COUNT = 14;
  private static final Set<Cluster> MADE = new HashSet<>();

  private Bystanders() {}

  /** Makes them, once for each cluster. */
  static synchronized void on(Cluster cluster) {
    if (MADE.add(cluster)) {
      String services =
          IntStream.rangeClosed(1, COUNT)
              .mapToObj(Bystanders::service)
              .collect(Collectors.joining());
      cluster
          .kubectl("apply", "--server-side", "-f", "-")
          .reading("apiVersion: v1\nkind: Namespace\nmetadata: {name: bystanders}\n" + services)
          .within(Duration.ofSeconds(90))
          .run();
    }
  }

  /** Removes them until they are asked for again. */
  static synchronized void leave(Cluster cluster) {
    if (MADE.remove(cluster)) {
      cluster
          .kubectl("delete", "namespace", "bystanders", "--wait")
          .within(Duration.ofMinutes(2))
          .run();
    }
  }

  private static String service(int number) {
    return """
        ---
        apiVersion: realtime.dev/v1alpha1
        kind: RealtimeService
        metadata: {name: well-%d, namespace: bystanders}
        spec: {replicas: 0, broker: Memory}
        """
        .formatted(number);
  }
}
