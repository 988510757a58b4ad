package dev.realtime.operator.status;

/** Reasons of conditions: the word in the status, and what to do about it. */
public enum Reason {
  AS_SPECIFIED("AsSpecified", "All pods asked for are ready.", ""),
  PODS_READY("PodsReady", "At least one pod serves clients.", ""),
  NO_POD_READY("NoPodReady", "No pod serves clients.", "See the pods' states and logs."),
  PODS_MISSING(
      "PodsMissing",
      "Fewer pods are ready than asked for.",
      "See the pods' states; condition Degraded says more where it can."),
  ROLLING_OUT("RollingOut", "New pods are on their way.", ""),
  ROLLED_OUT("RolledOut", "All pods are of the newest revision.", ""),
  DEADLINE_EXCEEDED(
      "ProgressDeadlineExceeded",
      "New pods do not become ready in time.",
      "Old pods go on serving. See the new pods' states and logs, or go back to the previous"
          + " spec."),
  NO_PROBLEM("NoProblem", "Nothing is wrong.", ""),
  SECRET_MISSING(
      "SecretMissing",
      "A Secret or key that the spec names is not there.",
      "Create it, or change the spec; pods start by themselves as soon as it is there."),
  CONFIG_MAP_MISSING(
      "ConfigMapMissing",
      "A ConfigMap or key that the pods name is not there.",
      "Create it, or change spec.pod; pods start by themselves as soon as it is there."),
  CONTAINER_REFUSED(
      "ContainerRefused",
      "The kubelet cannot make a container as it is described.",
      "The message says why: look at spec.pod, and at the user that the image runs as."),
  IMAGE_UNPULLABLE(
      "ImageUnpullable",
      "The image cannot be pulled.",
      "Correct spec.image or the registry's access (spec.pod.imagePullSecrets); old pods go on"
          + " serving."),
  QUOTA_EXCEEDED(
      "QuotaExceeded",
      "A quota of the namespace forbids it.",
      "Raise the ResourceQuota, or lower spec.resources, spec.replicas or what spec.redis.managed"
          + " asks for."),
  POD_SECURITY(
      "ForbiddenByPodSecurity",
      "Pod Security forbids it.",
      "Everything the operator makes fits the standard restricted: look at spec.pod, or at the"
          + " namespace's labels."),
  UNSCHEDULABLE(
      "Unschedulable",
      "No node has room.",
      "Add nodes, or lower spec.resources, or loosen spec.pod."),
  CONFIGURATION_REFUSED(
      "ConfigurationRefused",
      "The server refused its configuration.",
      "Correct the setting it names in spec.server; old pods go on serving."),
  CRASH_LOOP(
      "CrashLoop",
      "Containers end again and again.",
      "See the previous container's log: kubectl logs --previous. OOMKilled: raise"
          + " spec.resources.limits.memory."),
  NAME_TAKEN(
      "NameTaken",
      "An object of that name exists and belongs to somebody else.",
      "Rename or remove that object, or rename the RealtimeService."),
  APPLY_REFUSED(
      "ApplyRefused",
      "The API server refused an object.",
      "The message says why; it is tried again until it works."),
  RECONCILE_FAILED(
      "ReconcileFailed",
      "The operator cannot finish its work on the service.",
      "Often a webhook that does not answer: see that it does. It is tried again each minute and"
          + " goes away by itself; the operator's log has it in full."),
  CRD_MISSING(
      "CrdMissing",
      "A kind of object is switched on whose CRD is not installed.",
      "Install what brings that CRD, or take the part out of the spec."),
  REDIS_NOT_READY(
      "RedisNotReady", "The managed Redis is not ready.", "See the pods of the managed Redis."),
  REDIS_HEALTHY("Healthy", "Redis answers.", ""),
  REDIS_DEGRADED(
      "Degraded", "Redis answers, with something to look at.", "The message has the figures."),
  REDIS_UNREACHABLE(
      "Unreachable",
      "Redis does not answer.",
      "Clients stay connected; what needs Redis answers a temporary error until it is back."
          + " Look at the pods of a managed Redis; of an external one at spec.redis.external and"
          + " the network. It is tried again every few seconds."),
  REDIS_UNKNOWN("NotMeasured", "Redis has not been measured.", ""),
  REDIS_NONE("NoRedis", "The service uses no Redis.", ""),
  SPEC("Spec", "Maintenance as the spec says.", ""),
  RUNBOOK("Runbook", "Maintenance as the runbook says.", ""),
  SET_BY_HAND(
      "SetInConfigMap",
      "Maintenance as somebody wrote into the ConfigMap.",
      "It holds until it is set back there, or spec.maintenance.enabled changes."),
  SWITCH_MISSING(
      "SwitchMissing",
      "The ConfigMap with the switch is not there.",
      "The operator makes it again; condition Degraded says what keeps it from that."),
  INVALID_SWITCH(
      "InvalidValue",
      "The switch in the ConfigMap is neither true nor false.",
      "Write true or false."),
  PAUSED(
      "PausedByAnnotation",
      "The annotation is there.",
      "Remove the annotation realtime.dev/paused to go on."),
  NOT_PAUSED("NotPaused", "The annotation is not there.", ""),
  REPLICAS_MANAGED("Managed", "Replicas as spec, runbook or autoscaler say.", ""),
  REPLICAS_SET_BY_HAND(
      "SetByHand",
      "Replicas as somebody set by hand.",
      "It holds until spec.replicas changes, or the annotation realtime.dev/release-replicas gets"
          + " another value.");

  private final String word;
  private final String meaning;
  private final String remedy;

  Reason(String word, String meaning, String remedy) {
    this.word = word;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** As it stands in the condition. */
  public String word() {
    return word;
  }

  /** What it says of the service, in a sentence. */
  public String meaning() {
    return meaning;
  }

  /** What to do; empty where there is nothing to do. */
  public String remedy() {
    return remedy;
  }
}
