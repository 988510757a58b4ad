package dev.realtime.operator.reconcile.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.config.SecretFiles.SecretFile;
import dev.realtime.server.config.ConfigLoader;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every setting of the server can be set by the spec of a RealtimeService, or stands here with the
 * reason why it is the operator's own. What a setting is, the server says in its generated schema;
 * that it can be set is seen from a spec that is rendered to another value of it.
 */
class SettableKeysTest {
  private static final Path SCHEMA = Path.of("..", "docs", "reference", "config.schema.json");
  private static final Path SPECS = Path.of("src", "test", "resources", "settings");

  /** Settings that the operator decides, and why the spec has nothing to say about them. */
  private static final Map<String, String> OPERATORS =
      Map.ofEntries(
          Map.entry("node.name", "the pod's name, which metrics and records go by"),
          Map.entry("listen.host", "every address of the pod: the Service sends to its own"),
          Map.entry("listen.port", "Service, probes and network policies name 8004"),
          Map.entry("management.host", "the kubelet probes the pod's own address"),
          Map.entry("management.port", "probes, monitors and network policies name 9004"),
          Map.entry(
              "management.tokenFile",
              "the generated token's digest, beside the configuration; monitoring.requireToken"
                  + " says whether there is one"),
          Map.entry("management.previousTokenFile", "the digest before it stands in the same file"),
          Map.entry("api.insecure", "there is always a key: the spec's, or a generated one"),
          Map.entry(
              "maintenance.enabled",
              "maintenance.enabled of the spec is written to MAINTENANCE_MODE beside the"
                  + " configuration, where people switch it too"));

  /** Settings that are maps of whatever names. */
  private static final Set<String> FREE = Set.of("levels", "resource", "staticHeaders");

  static List<Path> specs() throws IOException {
    try (Stream<Path> files = Files.list(SPECS)) {
      return files.sorted().toList();
    }
  }

  @Test
  void everySettingOfTheServerCanBeSetOrIsTheOperatorsOwn() throws IOException {
    Map<String, Set<Object>> plain = rendered("{}");
    Set<String> settable = new TreeSet<>();
    for (Path spec : specs()) {
      rendered(Files.readString(spec))
          .forEach(
              (key, values) -> {
                if (!values.equals(plain.get(key))) {
                  settable.add(key);
                }
              });
    }

    Set<String> missing = declared();
    missing.removeAll(settable);
    assertThat(missing)
        .as(
            "settings that no spec in %s sets: add them to the API types and the renderer, and to a"
                + " spec there, or to OPERATORS with the reason",
            SPECS)
        .isEqualTo(new TreeSet<>(OPERATORS.keySet()));
    assertThat(settable).as("settings that the server has").isSubsetOf(declared());
  }

  @ParameterizedTest
  @MethodSource("specs")
  void theServerTakesWhatIsRendered(Path spec) throws IOException {
    String yaml = configuration(service(Files.readString(spec)));

    assertThatCode(() -> ConfigLoader.parse(yaml, "config.yaml")).doesNotThrowAnyException();
  }

  /** A server of before would not know more, and every pod would be told of a change. */
  @Test
  void aSpecThatSaysNothingIsRenderedAsItEverWas() {
    assertThat(rendered("{}"))
        .containsOnlyKeys(
            "api.keyFile",
            "api.previousKeyFile",
            "auth.hmacPreviousSecretFile",
            "auth.hmacSecretFile",
            "broker",
            "drain.deadline",
            "drain.grace",
            "drain.maxRate",
            "drain.window",
            "maintenance.existing",
            "maintenance.retryAfter",
            "redis.addresses",
            "redis.mode",
            "redis.passwordFile",
            "redis.prefix");
  }

  /** Keys of the schema, as in {@code redis.tls.enabled} and {@code namespaces[].name}. */
  private static Set<String> declared() throws IOException {
    Set<String> keys = new TreeSet<>();
    declared(new ObjectMapper().readTree(SCHEMA.toFile()), "", keys);
    assertThat(keys).hasSizeGreaterThan(200);
    return keys;
  }

  private static void declared(JsonNode schema, String path, Set<String> keys) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String key = path + property.getKey();
      if (property.getValue().has("properties")) {
        declared(property.getValue(), key + ".", keys);
      } else if (property.getValue().path("items").has("properties")) {
        declared(property.getValue().path("items"), key + "[].", keys);
      } else {
        keys.add(key);
      }
    }
  }

  /** What is rendered, by key. A file stands for the key of the Secret that it comes from. */
  private static Map<String, Set<Object>> rendered(String spec) {
    RealtimeService service = service(spec);
    Map<String, SecretKey> files =
        SecretFiles.of(service.getSpec(), new Names("chat")).stream()
            .collect(Collectors.toMap(file -> SecretFiles.path(file.name()), SecretFile::source));
    Map<String, Set<Object>> values = new TreeMap<>();
    Map<?, ?> tree = Serialization.unmarshal(configuration(service), Map.class);
    gather("", tree, value -> files.containsKey(value) ? files.get(value) : value, values);
    return values;
  }

  private static void gather(
      String path, Map<?, ?> tree, UnaryOperator<Object> meaning, Map<String, Set<Object>> values) {
    tree.forEach(
        (name, value) -> {
          String key = path + name;
          if (value instanceof List<?> list) {
            list.forEach(item -> gather(key, item, "[].", meaning, values));
          } else {
            gather(key, value, ".", meaning, values);
          }
        });
  }

  private static void gather(
      String key,
      Object value,
      String mark,
      UnaryOperator<Object> meaning,
      Map<String, Set<Object>> values) {
    if (value instanceof Map<?, ?> group && !FREE.contains(key.replaceAll(".*\\.", ""))) {
      gather(key + mark, group, meaning, values);
    } else {
      values.computeIfAbsent(key, _ -> new HashSet<>()).add(meaning.apply(value));
    }
  }

  private static String configuration(RealtimeService service) {
    return ConfigurationRenderer.render(service, new Names("chat"), Overrides.none()).yaml();
  }

  private static RealtimeService service(String spec) {
    Map<String, Object> object = new HashMap<>();
    object.put("apiVersion", "realtime.dev/v1alpha1");
    object.put("kind", "RealtimeService");
    object.put("metadata", Map.of("name", "chat", "namespace", "team"));
    object.put("spec", Serialization.unmarshal(spec, Map.class));
    return Serialization.unmarshal(Serialization.asYaml(object), RealtimeService.class);
  }
}
