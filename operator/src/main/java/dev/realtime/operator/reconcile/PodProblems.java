package dev.realtime.operator.reconcile;

import dev.realtime.operator.status.Reason;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the states of the Deployment and of its pods say is wrong. */
final class PodProblems {
  /** EX_CONFIG of sysexits.h: how the server leaves over a refused configuration. */
  private static final int CONFIGURATION_REFUSED = 78;

  private static final int MESSAGE_LIMIT = 400;

  /** As in: secret "x" not found; couldn't find key k in Secret ns/x. */
  private static final Pattern MISSING_SECRET =
      Pattern.compile("secret \\S+ not found|find key \\S+ in secret ");

  private static final Pattern MISSING_CONFIG_MAP =
      Pattern.compile("configmap \\S+ not found|find key \\S+ in configmap ");

  private PodProblems() {}

  static Stream<Problem> of(Deployment deployment) {
    if (deployment.getStatus() == null || deployment.getStatus().getConditions() == null) {
      return Stream.empty();
    }
    return deployment.getStatus().getConditions().stream()
        .filter(
            condition ->
                condition.getType().equals("ReplicaFailure")
                    && condition.getStatus().equals("True"))
        .map(
            condition ->
                new Problem(
                    Refusals.forbidden(condition.getMessage()),
                    "Pods cannot be created: " + brief(condition.getMessage())));
  }

  /** The first problem of each pod; several pods with the same one count once. */
  static Stream<Problem> of(List<Pod> pods) {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .flatMap(pod -> of(pod).stream())
        .distinct();
  }

  private static Optional<Problem> of(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    Stream<Problem> unschedulable =
        Stream.ofNullable(pod.getStatus().getConditions())
            .flatMap(List::stream)
            .filter(
                condition ->
                    condition.getType().equals("PodScheduled")
                        && "Unschedulable".equals(condition.getReason()))
            .map(
                condition ->
                    new Problem(
                        Reason.UNSCHEDULABLE, "A pod waits: " + brief(condition.getMessage())));
    Stream<Problem> containers =
        Stream.ofNullable(pod.getStatus().getContainerStatuses())
            .flatMap(List::stream)
            .map(PodProblems::of)
            .filter(Objects::nonNull)
            .flatMap(Optional::stream);
    return Stream.concat(unschedulable, containers).findFirst();
  }

  private static Optional<Problem> of(ContainerStatus status) {
    if (status.getState() == null) {
      return Optional.empty();
    }
    ContainerStateTerminated ended = status.getState().getTerminated();
    if (ended != null && status.getRestartCount() != null && status.getRestartCount() > 1) {
      // The kubelet may show the end itself for as long as it backs off: tens of seconds.
      return Optional.of(crash(status.getName(), ended));
    }
    if (status.getState().getWaiting() == null) {
      return Optional.empty();
    }
    ContainerStateWaiting waiting = status.getState().getWaiting();
    String reason = waiting.getReason() == null ? "" : waiting.getReason();
    String message = brief(waiting.getMessage());
    return switch (reason) {
      case "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull" ->
          Optional.of(
              new Problem(
                  Reason.IMAGE_UNPULLABLE,
                  "Image " + status.getImage() + " cannot be pulled: " + message));
      case "CreateContainerConfigError" ->
          Optional.of(new Problem(unprepared(message), "A container cannot start: " + message));
      case "CrashLoopBackOff" -> Optional.of(crash(status.getName(), lastEnd(status)));
      default -> Optional.empty();
    };
  }

  /** What the kubelet lacks, told from its message: there is no code for it. */
  private static Reason unprepared(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    if (MISSING_SECRET.matcher(text).find()) {
      return Reason.SECRET_MISSING;
    }
    return MISSING_CONFIG_MAP.matcher(text).find()
        ? Reason.CONFIG_MAP_MISSING
        : Reason.CONTAINER_REFUSED;
  }

  private static @Nullable ContainerStateTerminated lastEnd(ContainerStatus status) {
    return status.getLastState() == null ? null : status.getLastState().getTerminated();
  }

  private static Problem crash(String container, @Nullable ContainerStateTerminated last) {
    String end = last == null ? "" : brief(last.getMessage());
    if (last != null && refusedConfiguration(last)) {
      return new Problem(
          Reason.CONFIGURATION_REFUSED, "The server refuses its configuration: " + end);
    }
    String how =
        last == null ? "" : " (" + last.getReason() + ", exit code " + last.getExitCode() + ")";
    return new Problem(Reason.CRASH_LOOP, "Container " + container + " ends again and again" + how);
  }

  /** Whether a server left over its configuration. */
  static boolean refusedConfiguration(ContainerStateTerminated end) {
    return Integer.valueOf(CONFIGURATION_REFUSED).equals(end.getExitCode());
  }

  /** A message that is not longer than a status can bear. */
  static String brief(@Nullable String message) {
    if (message == null) {
      return "no reason is given";
    }
    String line = message.strip();
    return line.length() <= MESSAGE_LIMIT ? line : line.substring(0, MESSAGE_LIMIT) + "...";
  }
}
