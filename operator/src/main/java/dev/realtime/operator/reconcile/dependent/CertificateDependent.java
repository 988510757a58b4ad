package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.workload.CertificateSettings;
import dev.realtime.operator.reconcile.ForeignKind;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The certificate of the clients' port, issued and renewed by cert-manager into a Secret. */
public final class CertificateDependent implements ForeignDependent {
  @Override
  public ForeignKind kind() {
    return ForeignKind.CERTIFICATE;
  }

  @Override
  public boolean dispensable(Situation situation) {
    return false;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().certificate();
  }

  @Override
  public Optional<GenericKubernetesResource> desired(Situation situation) {
    return Optional.ofNullable(situation.spec().tls())
        .flatMap(tls -> Optional.ofNullable(tls.certManager()))
        .map(
            settings ->
                kind()
                    .object(
                        situation.meta(name(situation), Names.SERVER).build(),
                        spec(situation, settings)));
  }

  private static Map<String, Object> spec(Situation situation, CertificateSettings settings) {
    return Map.of(
        "secretName", situation.names().certificate(),
        "dnsNames", dnsNames(situation, settings),
        "issuerRef",
            Map.of(
                "group", "cert-manager.io",
                "kind", settings.issuerKind().kubernetesName(),
                "name", settings.issuer()),
        // A new key with each renewal: the server reloads both without a restart.
        "privateKey", Map.of("algorithm", "ECDSA", "size", 256, "rotationPolicy", "Always"),
        "usages", List.of("digital signature", "key encipherment", "server auth"));
  }

  private static List<String> dnsNames(Situation situation, CertificateSettings settings) {
    String name = situation.names().service();
    String inNamespace = name + "." + situation.namespace();
    return Stream.concat(
            Stream.of(name, inNamespace, inNamespace + ".svc", inNamespace + ".svc.cluster.local"),
            settings.dnsNames().stream())
        .distinct()
        .toList();
  }
}
