package dev.realtime.cli.doctor;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/** Looks at one thing. */
public interface Examination {
  /** Heading of its findings. */
  String title();

  /**
   * Looks, and adds what it finds; what does not depend on an answer is a question of its own.
   *
   * @throws KubernetesClientException where the API server refuses
   */
  void look(Findings findings);

  /** Looks. */
  default List<Finding> findings() {
    var findings = new Findings();
    findings.ask(() -> look(findings));
    return findings.all();
  }
}
