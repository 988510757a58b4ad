package dev.realtime.e2e.manifests;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The part of the Helm chart that is copied from the base. */
final class ChartFiles {
  static final String CHART = "helm/realtime-operator";
  private static final String FILES = CHART + "/files/";
  private static final String NOTE =
      "# Copied from manifests/base by ./dev manifests; changes belong there.\n";

  private ChartFiles() {}

  /** Contents by path below {@code manifests}. */
  static Map<String, String> of(Base base) {
    var files = new TreeMap<String, String>();
    for (Path crd : base.crds()) {
      files.put(FILES + "crds/" + crd.getFileName(), annotated(Base.read(crd)));
    }
    files.put(FILES + "rules.yaml", base.rules("ClusterRole", "realtime-operator"));
    files.put(FILES + "leader-rules.yaml", base.rules("Role", "realtime-operator-leader"));
    files.put(FILES + "user-roles.yaml", NOTE + base.text("user-roles.yaml"));
    files.put(FILES + "approval-policy.yaml", NOTE + base.text("approval-policy.yaml"));
    return files;
  }

  /** Helm leaves an object with this annotation where the chart is uninstalled. */
  private static String annotated(String crd) {
    String metadata = "\nmetadata:\n";
    int at = crd.indexOf(metadata) + metadata.length();
    return NOTE
        + crd.substring(0, at).replaceFirst("^---\n", "")
        + """
            labels:
              app.kubernetes.io/part-of: realtime-operator
            annotations:
              helm.sh/resource-policy: keep
        """
            .indent(-2)
        + crd.substring(at);
  }
}
