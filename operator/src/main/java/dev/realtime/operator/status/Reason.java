package dev.realtime.operator.status;

/** Reasons of conditions: the word in the status, and what to do about it. */
public enum Reason {
  /** All pods asked for are ready. */
  AS_SPECIFIED("AsSpecified", ""),
  /** At least one pod serves clients. */
  PODS_READY("PodsReady", ""),
  /** No pod serves clients. */
  NO_POD_READY("NoPodReady", "See the pods' states and logs."),
  /** Fewer pods are ready than asked for. */
  PODS_MISSING("PodsMissing", "See the pods' states; condition Degraded says more where it can."),
  /** New pods are on their way. */
  ROLLING_OUT("RollingOut", ""),
  /** All pods are of the newest revision. */
  ROLLED_OUT("RolledOut", ""),
  /** New pods do not become ready in time. */
  DEADLINE_EXCEEDED(
      "ProgressDeadlineExceeded",
      "Old pods go on serving. See the new pods' states and logs, or go back to the previous spec."),
  /** Nothing is wrong. */
  NO_PROBLEM("NoProblem", ""),
  /** A Secret or key that the spec names is not there. */
  SECRET_MISSING(
      "SecretMissing",
      "Create it, or change the spec; pods start by themselves as soon as it is there."),
  /** The image cannot be pulled. */
  IMAGE_UNPULLABLE(
      "ImageUnpullable",
      "Correct spec.image or the registry's access (spec.pod.imagePullSecrets); old pods go on serving."),
  /** A quota of the namespace forbids it. */
  QUOTA_EXCEEDED(
      "QuotaExceeded", "Raise the ResourceQuota, or lower spec.resources or spec.replicas."),
  /** Pod Security forbids it. */
  POD_SECURITY(
      "ForbiddenByPodSecurity",
      "Everything the operator makes fits the standard restricted: look at spec.pod, or at the namespace's labels."),
  /** No node has room. */
  UNSCHEDULABLE("Unschedulable", "Add nodes, or lower spec.resources, or loosen spec.pod."),
  /** The server refused its configuration. */
  CONFIGURATION_REFUSED(
      "ConfigurationRefused",
      "Correct the setting it names in spec.server; old pods go on serving."),
  /** Containers end again and again. */
  CRASH_LOOP("CrashLoop", "See the previous container's log: kubectl logs --previous."),
  /** An object of that name exists and belongs to somebody else. */
  NAME_TAKEN("NameTaken", "Rename or remove that object, or rename the RealtimeService."),
  /** The API server refused an object. */
  APPLY_REFUSED("ApplyRefused", "The message says why; it is tried again until it works."),
  /** A kind of object is switched on whose CRD is not installed. */
  CRD_MISSING("CrdMissing", "Install what brings that CRD, or take the part out of the spec."),
  /** The managed Redis is not ready. */
  REDIS_NOT_READY("RedisNotReady", "See the pods of the managed Redis."),
  /** Redis answers. */
  REDIS_HEALTHY("Healthy", ""),
  /** Redis answers, with something to look at. */
  REDIS_DEGRADED("Degraded", "The message has the figures."),
  /** Redis does not answer. */
  REDIS_UNREACHABLE(
      "Unreachable",
      "Clients stay connected; what needs Redis answers a temporary error until it is back."
          + " Look at the pods of a managed Redis; of an external one at spec.redis.external and"
          + " the network. It is tried again every few seconds."),
  /** Redis has not been measured. */
  REDIS_UNKNOWN("NotMeasured", ""),
  /** The service uses no Redis. */
  REDIS_NONE("NoRedis", ""),
  /** Maintenance as the spec says. */
  SPEC("Spec", ""),
  /** Maintenance as the runbook says. */
  RUNBOOK("Runbook", ""),
  /** Maintenance as somebody wrote into the ConfigMap. */
  SET_BY_HAND(
      "SetInConfigMap",
      "It holds until it is set back there, or spec.maintenance.enabled changes."),
  /** The switch in the ConfigMap is neither true nor false. */
  INVALID_SWITCH("InvalidValue", "Write true or false."),
  /** The annotation is there. */
  PAUSED("PausedByAnnotation", "Remove the annotation realtime.dev/paused to go on."),
  /** The annotation is not there. */
  NOT_PAUSED("NotPaused", ""),
  /** Replicas as spec, runbook or autoscaler say. */
  REPLICAS_MANAGED("Managed", ""),
  /** Replicas as somebody set by hand. */
  REPLICAS_SET_BY_HAND(
      "SetByHand",
      "It holds until spec.replicas changes, or the annotation realtime.dev/release-replicas gets another value.");

  private final String word;
  private final String remedy;

  Reason(String word, String remedy) {
    this.word = word;
    this.remedy = remedy;
  }

  /** As it stands in the condition. */
  public String word() {
    return word;
  }

  /** What to do; empty where there is nothing to do. */
  public String remedy() {
    return remedy;
  }
}
