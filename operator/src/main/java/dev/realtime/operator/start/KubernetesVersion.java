package dev.realtime.operator.start;

import io.fabric8.kubernetes.client.VersionInfo;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the cluster is new enough. */
final class KubernetesVersion {
  /**
   * ValidatingAdmissionPolicy, and CRD validation rules with all that ours use, are stable in it.
   */
  static final int OLDEST_MINOR = 30;

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private KubernetesVersion() {}

  static List<String> problems(VersionInfo cluster) {
    if (number(cluster.getMajor()) > 1 || number(cluster.getMinor()) >= OLDEST_MINOR) {
      return List.of();
    }
    return List.of(
        "the cluster is Kubernetes %s, and this operator needs 1.%d or newer: upgrade the cluster"
            .formatted(cluster.getGitVersion(), OLDEST_MINOR));
  }

  /** Some vendors write minor versions such as "30+". */
  private static int number(String text) {
    Matcher matcher = NUMBER.matcher(text == null ? "" : text);
    return matcher.find() ? Integer.parseInt(matcher.group()) : 0;
  }
}
