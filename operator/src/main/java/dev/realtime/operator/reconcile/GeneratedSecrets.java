package dev.realtime.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.api.v1alpha1.RealtimeServiceSpec;
import dev.realtime.operator.reconcile.config.SecretFiles;
import dev.realtime.operator.reconcile.config.TokenDigests;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Secrets whose content the operator makes up: once, and never again. Another value of the
 * annotation {@value Names#ROTATE_KEYS} makes new keys for tokens, API and management port and
 * moves the old ones to {@code previous-key}, which the server still accepts; the one before is
 * forgotten. The next token of the management port is made beforehand. The password of a managed
 * Redis is not rotated: Redis and the pods would have to change in the same moment.
 */
final class GeneratedSecrets {
  static final String ROTATED_FOR = "realtime.dev/rotated-for";
  private static final String FIELD_MANAGER = "realtime-operator-secrets";
  private static final int KEY_BYTES = 32;

  private final RandomGenerator random;

  /**
   * Over a source of randomness.
   *
   * @param random has to be unpredictable outside of tests
   */
  GeneratedSecrets(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Makes the Secrets that are missing, and rotates where that is asked for.
   *
   * @return the situation with what the pods accept at their management port
   */
  Situation ensure(Situation situation, Objects objects) {
    RealtimeServiceSpec spec = situation.spec();
    Names names = situation.names();
    var auth = spec.server().auth();
    if (auth == null || auth.hmacSecret() == null) {
      key(situation, objects, names.tokenKey(), keys());
    }
    var api = spec.server().api();
    if (api == null || api.key() == null) {
      key(situation, objects, names.apiKey(), keys());
    }
    if (spec.redis() != null && spec.redis().managed() != null) {
      String password = random();
      ensure(situation, objects, names.redis(), Names.REDIS, redis(password));
    }
    if (!spec.monitoring().requireToken()) {
      return situation;
    }
    // A Secret of its own: whoever scrapes the pods need not see the other keys. The pods are not
    // opened where it is gone and cannot be made: they go on asking for what they asked for.
    return situation.withManagementTokens(
        key(situation, objects, names.managementToken(), tokens())
            .map(TokenDigests::of)
            .or(() -> accepted(names, objects))
            .orElse(null));
  }

  private static Optional<String> accepted(Names names, Objects objects) {
    return objects
        .cached(ConfigMap.class, names.config())
        .map(ConfigMap::getData)
        .map(data -> data.get(Names.MANAGEMENT_TOKENS));
  }

  private Map<String, String> keys() {
    return Map.of(SecretFiles.KEY, random());
  }

  private Map<String, String> tokens() {
    return Map.of(SecretFiles.KEY, random(), SecretFiles.NEXT_KEY, random());
  }

  private Optional<Secret> key(
      Situation situation, Objects objects, String name, Map<String, String> content) {
    String asked = situation.service().getMetadata().getAnnotations().get(Names.ROTATE_KEYS);
    Optional<Secret> secret = ensure(situation, objects, name, Names.SERVER, content);
    return secret.map(there -> rotate(objects, there, asked));
  }

  private Secret rotate(Objects objects, Secret secret, @Nullable String asked) {
    Map<String, String> annotations = secret.getMetadata().getAnnotations();
    if (asked == null || asked.equals(annotations.get(ROTATED_FOR))) {
      return secret;
    }
    Map<String, Object> data = new HashMap<>();
    data.put(SecretFiles.PREVIOUS_KEY, secret.getData().get(SecretFiles.KEY));
    String next = secret.getData().get(SecretFiles.NEXT_KEY);
    if (next == null) {
      data.put(SecretFiles.KEY, base64(random()));
    } else {
      data.put(SecretFiles.KEY, next);
      data.put(SecretFiles.NEXT_KEY, base64(random()));
    }
    // With the resource version, so that two operators in the moment of a takeover cannot both do
    // it.
    return objects.merge(
        secret,
        Map.of(
            "metadata",
            Map.of(
                "resourceVersion", secret.getMetadata().getResourceVersion(),
                "annotations", Map.of(ROTATED_FOR, asked)),
            "data",
            data),
        FIELD_MANAGER);
  }

  private static Optional<Secret> ensure(
      Situation situation,
      Objects objects,
      String name,
      String component,
      Map<String, String> content) {
    Optional<Secret> there = objects.cached(Secret.class, name);
    if (there.isEmpty()) {
      // The informer sees labelled Secrets only; one without the label must not be overwritten.
      there = objects.live(Secret.class, name);
    }
    if (there.isEmpty()) {
      return create(situation, objects, name, component, content);
    }
    Secret secret = there.orElseThrow();
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    if (data.keySet().containsAll(content.keySet())) {
      return there;
    }
    Map<String, Object> missing = new LinkedHashMap<>();
    content.forEach(
        (key, value) -> {
          if (!data.containsKey(key)) {
            missing.put(key, base64(value));
          }
        });
    return Optional.of(objects.merge(secret, Map.of("data", missing), FIELD_MANAGER));
  }

  private static Optional<Secret> create(
      Situation situation,
      Objects objects,
      String name,
      String component,
      Map<String, String> content) {
    Map<String, String> data = new LinkedHashMap<>();
    content.forEach((key, value) -> data.put(key, base64(value)));
    // A Secret that is made now has a new key anyway: nothing to rotate.
    String asked = situation.service().getMetadata().getAnnotations().get(Names.ROTATE_KEYS);
    var meta = situation.meta(name, component);
    if (asked != null) {
      meta.addToAnnotations(ROTATED_FOR, asked);
    }
    Secret secret =
        new SecretBuilder().withMetadata(meta.build()).withType("Opaque").withData(data).build();
    try {
      return Optional.of(objects.create(secret));
    } catch (KubernetesClientException e) {
      objects.problem(Refusals.problem(secret, e));
      return Optional.empty();
    }
  }

  private static Map<String, String> redis(String password) {
    return Map.of(
        SecretFiles.PASSWORD,
        password,
        "auth.conf",
        "requirepass " + password + "\nmasterauth " + password + "\n");
  }

  private String random() {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
