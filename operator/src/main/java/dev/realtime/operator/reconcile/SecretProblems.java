package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.workload.TlsSettings;
import dev.realtime.operator.reconcile.config.SecretFiles;
import dev.realtime.operator.reconcile.config.SecretFiles.SecretFile;
import dev.realtime.operator.status.Reason;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Secrets that the spec names and that are not there: pods would hang without a word, or refuse
 * what is signed with the key before.
 */
final class SecretProblems {
  private SecretProblems() {}

  static List<Problem> of(Situation situation, Objects objects) {
    Stream<Problem> files =
        SecretFiles.of(situation.spec(), situation.names()).stream()
            .filter(file -> !file.generated())
            .flatMap(file -> missing(file, objects).stream());
    var tls = situation.spec().tls();
    Stream<Problem> certificate =
        tls == null
            ? Stream.empty()
            : Stream.of("tls.crt", "tls.key")
                .flatMap(key -> certificate(tls, key, situation, objects).stream());
    return Stream.concat(files, certificate).distinct().toList();
  }

  private static Optional<Problem> certificate(
      TlsSettings tls, String key, Situation situation, Objects objects) {
    return tls.secretName() == null
        ? missing(
            situation.names().certificate(), key, "cert-manager is to write and spec.tls", objects)
        : missing(tls.secretName(), key, "spec.tls", objects);
  }

  private static Optional<Problem> missing(SecretFile file, Objects objects) {
    return missing(file.source().name(), file.source().key(), "the spec", objects);
  }

  private static Optional<Problem> missing(String name, String key, String where, Objects objects) {
    Optional<Secret> secret = objects.live(Secret.class, name);
    if (secret.isEmpty()) {
      return Optional.of(
          new Problem(
              Reason.SECRET_MISSING, "Secret " + name + ", which " + where + " names, is missing"));
    }
    boolean there = secret.map(Secret::getData).filter(data -> data.containsKey(key)).isPresent();
    return there
        ? Optional.empty()
        : Optional.of(new Problem(Reason.SECRET_MISSING, "Secret " + name + " has no key " + key));
  }
}
