package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.runbook.SecretKey;
import dev.realtime.operator.signal.SecretReader;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Secrets of one namespace, as new as their store has them: they are rotated. */
final class Secrets implements SecretReader {
  private final SecretStore store;
  private final String namespace;

  Secrets(SecretStore store, String namespace) {
    this.store = store;
    this.namespace = namespace;
  }

  @Override
  public String read(SecretKey key) throws NotReadable {
    try {
      return find(key)
          .orElseThrow(
              () -> new NotReadable("there is no key " + key.key() + " in Secret " + key.name()));
    } catch (KubernetesClientException e) {
      throw new NotReadable("Secret " + key.name() + " cannot be read: " + e.getMessage());
    }
  }

  /** The value, without the line break that {@code echo} leaves; empty if it is not there. */
  Optional<String> find(SecretKey key) {
    return store
        .find(namespace, key.name())
        .map(Secret::getData)
        .map(data -> data.get(key.key()))
        .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))
        .map(value -> value.replaceAll("\\R$", ""));
  }
}
