package dev.realtime.cli.doctor;

import dev.realtime.cli.Refusals;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/** Looks at one thing. */
public interface Examination {
  /** Heading of its findings. */
  String title();

  /**
   * Looks.
   *
   * @throws KubernetesClientException where the API server refuses
   */
  List<Finding> look();

  /** Looks; what may not be looked at is a note, for it says nothing about the product. */
  default List<Finding> findings() {
    try {
      return look();
    } catch (KubernetesClientException e) {
      var problem = Refusals.explain("looking", e);
      return List.of(
          Finding.note("cannot be looked at: " + problem.getMessage(), problem.remedy()));
    }
  }
}
