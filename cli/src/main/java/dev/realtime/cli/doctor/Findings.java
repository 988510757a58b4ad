package dev.realtime.cli.doctor;

import dev.realtime.cli.Refusals;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;

/** What has been found, in the order in which it was looked for. */
public final class Findings {
  private final List<Finding> all = new ArrayList<>();

  void add(Finding finding) {
    all.add(finding);
  }

  /**
   * Asks; what may not be looked at is a note beside the others, for it says nothing about the
   * product.
   */
  void ask(Runnable question) {
    try {
      question.run();
    } catch (KubernetesClientException e) {
      var problem = Refusals.explain("looking", e);
      add(Finding.note("cannot be looked at: " + problem.getMessage(), problem.remedy()));
    }
  }

  List<Finding> all() {
    return List.copyOf(all);
  }
}
