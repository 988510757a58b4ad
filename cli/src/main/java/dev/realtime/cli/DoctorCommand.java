package dev.realtime.cli;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.cli.doctor.Admission;
import dev.realtime.cli.doctor.Crds;
import dev.realtime.cli.doctor.Examination;
import dev.realtime.cli.doctor.Finding;
import dev.realtime.cli.doctor.OperatorHealth;
import dev.realtime.cli.doctor.Permissions;
import dev.realtime.cli.doctor.ServiceHealth;
import dev.realtime.cli.view.Ink;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks for what is wrong with the installation. */
@Command(
    name = "doctor",
    description = {
      "Checks CRDs, your permissions, the operator, pods, Redis and admission; each finding comes"
          + " with its remedy. Ends with 1 if something is wrong."
    })
final class DoctorCommand extends ClusterCommand {
  /** The oldest minor version whose API has all that the manifests use. */
  private static final int OLDEST_MINOR = 30;

  @Option(
      names = "--operator-namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "realtime-system",
      description = "where the operator is installed (default: ${DEFAULT-VALUE})")
  String operatorNamespace = "realtime-system";

  private boolean bad;

  @Override
  int run(KubernetesClient client) {
    print("Cluster", List.of(version(client)));
    List<RealtimeService> services = services(client).everywhereIfReadable();
    for (Examination examination : examinations(client, services)) {
      print(examination.title(), examination.findings());
    }
    out()
        .println(
            bad
                ? ink().red("Something is wrong; the remedies stand above.")
                : ink().green("Nothing is wrong."));
    return bad ? 1 : 0;
  }

  private List<Examination> examinations(KubernetesClient client, List<RealtimeService> services) {
    List<Examination> all =
        new ArrayList<>(
            List.of(
                new Crds(client),
                new Permissions(client, connection.namespace(client)),
                new OperatorHealth(client, operatorNamespace, now()),
                new Admission(client)));
    services.forEach(service -> all.add(new ServiceHealth(client, service)));
    return all;
  }

  private Finding version(KubernetesClient client) {
    VersionInfo version;
    try {
      version = client.getKubernetesVersion();
    } catch (KubernetesClientException e) {
      throw Refusals.explain("reaching the cluster", e);
    }
    String what = client.getMasterUrl() + " runs Kubernetes " + version.getGitVersion();
    int minor = Integer.parseInt(version.getMinor().replaceAll("\\D.*$", ""));
    return minor < OLDEST_MINOR
        ? new Finding(
            Finding.Verdict.BAD,
            what + ", older than 1." + OLDEST_MINOR,
            "upgrade the cluster: ValidatingAdmissionPolicy and CEL rules of the CRDs need it")
        : new Finding(Finding.Verdict.GOOD, what, "");
  }

  private void print(String title, List<Finding> findings) {
    Ink ink = ink();
    out().println(ink.bold(title));
    for (Finding finding : findings) {
      String mark =
          switch (finding.verdict()) {
            case GOOD -> ink.green("✓");
            case NOTE -> ink.yellow("!");
            case BAD -> ink.red("✗");
          };
      out().println("  " + mark + " " + Ink.plain(finding.what()));
      if (!finding.remedy().isEmpty()) {
        out().println("    " + ink.dim("→ " + finding.remedy()));
      }
      bad |= finding.verdict() == Finding.Verdict.BAD;
    }
    out().flush();
  }
}
