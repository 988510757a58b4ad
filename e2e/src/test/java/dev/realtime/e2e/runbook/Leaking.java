package dev.realtime.e2e.runbook;

import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.sys.ClusterException;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Every server of a patient leaks, those that are started anew as well: it is in the program. */
final class Leaking implements AutoCloseable {
  private final Patient patient;
  private final int mebibytes;
  private final Set<String> containers = new HashSet<>();
  private final List<Fault> leaks = new ArrayList<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("leaking").factory());

  /** Begins, with so many MiB a second and server; closing ends it. */
  Leaking(Patient patient, int mebibytes) {
    this.patient = patient;
    this.mebibytes = mebibytes;
    ticker.scheduleWithFixedDelay(this::spread, 0, 500, TimeUnit.MILLISECONDS);
  }

  private void spread() {
    patient.readyPods().forEach(this::leak);
  }

  private void leak(Pod pod) {
    String id =
        pod.getStatus().getContainerStatuses().stream()
            .map(ContainerStatus::getContainerID)
            .findFirst()
            .orElse("");
    String name = pod.getMetadata().getName();
    if (containers.contains(id)) {
      return;
    }
    try {
      leaks.add(
          patient.cluster().faults().leak(patient.namespace(), name, Patient.SERVER, mebibytes));
      containers.add(id);
    } catch (ClusterException e) {
      // It has ended in between; the next one that is ready is found half a second from now.
      System.err.println("No leak in " + name + ": " + e.getMessage());
    }
  }

  /** Servers that have leaked so far. */
  int count() {
    return containers.size();
  }

  @Override
  public void close() {
    ticker.close();
    leaks.forEach(Fault::close);
  }
}
