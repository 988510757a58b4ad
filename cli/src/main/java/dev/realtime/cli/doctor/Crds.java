package dev.realtime.cli.doctor;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Are the CRDs there, established, and those this plugin was built with? */
public final class Crds implements Examination {
  private static final List<String> NAMES =
      List.of("realtimeservices.realtime.dev", "runbookruns.realtime.dev");
  private static final String INSTALL =
      "apply the CRDs of the operator's release: kubectl apply --server-side -k manifests/base/crds";
  private static final int FORBIDDEN = 403;

  private final KubernetesClient client;

  /** Of this cluster. */
  public Crds(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public String title() {
    return "CRDs";
  }

  @Override
  public void look(Findings findings) {
    for (String name : NAMES) {
      CustomResourceDefinition crd;
      try {
        crd = client.apiextensions().v1().customResourceDefinitions().withName(name).get();
      } catch (KubernetesClientException e) {
        if (e.getCode() != FORBIDDEN) {
          throw e;
        }
        findings.add(byDiscovery());
        return;
      }
      findings.add(crd == null ? Finding.bad(name + " is not installed", INSTALL) : about(crd));
    }
  }

  /** Most people may not read CRDs; everybody may ask what is served. */
  private Finding byDiscovery() {
    APIGroup group = client.getApiGroup("realtime.dev");
    return group == null
        ? Finding.bad("realtime.dev is not served: the CRDs are not installed", INSTALL)
        : Finding.note(
            "realtime.dev is served; whether by the CRDs of this release cannot be told",
            "reading CRDs needs get on customresourcedefinitions");
  }

  private static Finding about(CustomResourceDefinition crd) {
    String name = crd.getMetadata().getName();
    boolean established =
        crd.getStatus() != null
            && crd.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
    if (!established) {
      return Finding.bad(
          name + " is not established", "kubectl describe crd " + name + " says what it waits for");
    }
    Set<String> there = Fields.of(crd);
    if (there.isEmpty()) {
      return Finding.bad(name + " does not serve v1alpha1", "use the plugin of that release");
    }
    Set<String> known = Fields.of(ours(name));
    Set<String> more = minus(there, known);
    Set<String> fewer = minus(known, there);
    if (!more.isEmpty()) {
      return Finding.bad(
          name + " is newer than this plugin: it has " + some(more),
          "install the plugin, and the operator, of that release");
    }
    return fewer.isEmpty()
        ? Finding.good(name + " is established, and the one this plugin was built with")
        : Finding.bad(name + " is older than this plugin: it lacks " + some(fewer), INSTALL);
  }

  private static Set<String> minus(Set<String> all, Set<String> some) {
    var rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private static String some(Set<String> fields) {
    List<String> first = fields.stream().limit(3).toList();
    return String.join(", ", first)
        + (fields.size() > first.size() ? " and " + (fields.size() - first.size()) + " more" : "");
  }

  private static CustomResourceDefinition ours(String name) {
    try (InputStream in = Crds.class.getResourceAsStream("/META-INF/crds/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return Serialization.unmarshal(in, CustomResourceDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }
}
