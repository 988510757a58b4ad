package dev.realtime.operator.reconcile.config;

import dev.realtime.operator.process.Hash;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;

/**
 * A config.yaml and what follows from it.
 *
 * @param yaml the file
 * @param hash of the whole file
 * @param restartHash of the settings that only a restart brings in; see {@link LiveSettings}
 */
public record Configuration(String yaml, String hash, String restartHash) {
  /** Of a file as it stands. */
  @SuppressWarnings("unchecked")
  public static Configuration of(String yaml) {
    Map<String, Object> tree = Serialization.unmarshal(yaml, Map.class);
    String rest = tree == null ? "" : Serialization.asYaml(LiveSettings.without(tree));
    return new Configuration(yaml, Hash.of(yaml), Hash.of(rest));
  }
}
