package dev.realtime.e2e.cluster;

import dev.realtime.e2e.image.BuiltImage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Other images for a deployment whose manifest stays as it is: their tags are the same, so nothing
 * tells Kubernetes. An annotation of the namespace has the digests of the images that the
 * deployment's pods run with. It is taken away before anything else happens and written in the end:
 * what was cut short in between is made good by the next renewal, whatever its images are. (An
 * annotation of the deployment itself would count as a change of it, and make its service unready
 * for a moment.)
 *
 * @param kubectl runs on the cluster
 * @param namespace of the deployment
 * @param deployment its name
 * @param mark the annotation as it shall be
 * @param state of the deployment when it began
 */
public record Renewal(
    Kubectl kubectl, String namespace, String deployment, String mark, State state) {
  private static final String ANNOTATION = "realtime.dev/images-of-";
  private static final Duration TIMEOUT = Duration.ofMinutes(4);

  /** What a deployment was found to run with. */
  public enum State {
    /** It is not there: its first pods will have the images. */
    MISSING,
    CURRENT,
    OTHER_OR_UNKNOWN
  }

  /** Begins it; call this before the cluster gets the images. */
  public static Renewal begin(
      Kubectl kubectl, String namespace, String deployment, List<BuiltImage> images) {
    String annotation = ANNOTATION + deployment;
    String mark =
        images.stream()
            .map(image -> image.name() + "@" + image.digest())
            .sorted()
            .collect(Collectors.joining(" ", annotation + "=", ""));
    List<String> found = find(kubectl, "namespace", namespace, namespace, annotation);
    boolean exists = !find(kubectl, "deployment", namespace, deployment, annotation).isEmpty();
    if (exists && found.contains(mark)) {
      return new Renewal(kubectl, namespace, deployment, mark, State.CURRENT);
    }
    if (!found.isEmpty()) {
      kubectl.line("annotate", "namespace", namespace, annotation + "-").run();
    }
    State state = exists ? State.OTHER_OR_UNKNOWN : State.MISSING;
    return new Renewal(kubectl, namespace, deployment, mark, state);
  }

  /** Returns the line with an object's annotation, be it empty; nothing where it is not there. */
  private static List<String> find(
      Kubectl kubectl, String kind, String namespace, String name, String annotation) {
    String value = "{.metadata.annotations." + annotation.replace(".", "\\.") + "}";
    return kubectl
        .line(
            "-n",
            namespace,
            "get",
            kind,
            name,
            "--ignore-not-found",
            "--output=jsonpath=" + annotation + "=" + value)
        .run()
        .lines()
        // Beside it there may be warnings of the API server.
        .filter(line -> line.startsWith(annotation + "="))
        .toList();
  }

  /** Replaces all pods, where those of before may run with other images, and waits for the new. */
  public void restart() {
    if (state == State.OTHER_OR_UNKNOWN) {
      String what = "deployment/" + deployment;
      kubectl.line("-n", namespace, "rollout", "restart", what).run();
      kubectl
          .line("-n", namespace, "rollout", "status", what, "--timeout=180s")
          .within(TIMEOUT)
          .run();
    }
  }

  /** Ends it: all pods run with the images. */
  public void done() {
    if (state != State.CURRENT) {
      kubectl.line("annotate", "namespace", namespace, mark, "--overwrite").run();
    }
  }
}
