package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Overrides;
import java.util.List;

/** What carrying out a step comes down to. Every one of them can be repeated without harm. */
public sealed interface Change {
  /** The overrides in the service's status become these. */
  record SetOverrides(Overrides overrides) implements Change {}

  /** Pods are deleted, each only if it still is the one that was meant. */
  record DeletePods(List<Pod> pods) implements Change {
    public DeletePods {
      pods = List.copyOf(pods);
    }
  }

  /** Nothing is changed; telling people is done from the run's record. */
  record Nothing() implements Change {}

  /** One certain pod. */
  record Pod(String name, String uid) {
    /** As written in a run's parameters. */
    public String text() {
      return name + "/" + uid;
    }

    /** From a run's parameters. */
    static Pod parse(String text) {
      int slash = text.indexOf('/');
      if (slash < 1 || slash == text.length() - 1) {
        throw new IllegalArgumentException("a pod is written as name/uid, not " + text);
      }
      return new Pod(text.substring(0, slash), text.substring(slash + 1));
    }
  }
}
