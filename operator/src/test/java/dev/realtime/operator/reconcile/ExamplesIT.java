package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.cluster.ForeignCrds;
import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example of the documentation and every sample, applied as it stands: it is admitted
 * strictly, reconciled without a problem, and a second reconcile writes nothing, counted by the API
 * server's audit log. All are applied at once and then looked at one by one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExamplesIT {
  private static final List<Path> DIRECTORIES =
      List.of(Path.of("..", "docs", "examples"), Path.of("..", "manifests", "samples"));

  /** Secrets of the user's that examples name. */
  private static final Map<String, Set<String>> SECRETS =
      Map.ofEntries(
          Map.entry("alerts", Set.of("token")),
          Map.entry("chat-example-com", Set.of("tls.crt", "tls.key")),
          Map.entry("backend-ca", Set.of("ca.crt")),
          Map.entry("chat-keys", Set.of("api", "api-before", "tokens", "tokens-before")),
          Map.entry("collector", Set.of("ca.crt", "headers")),
          Map.entry("issuer-keys", Set.of("2026.pem", "2027.pem")),
          Map.entry(
              "notifications",
              Set.of("alertmanager-token", "pager-url", "signing-key", "slack-url")),
          Map.entry("orders", Set.of("token")),
          Map.entry("orders-database", Set.of("password", "username")),
          Map.entry("redis-ca", Set.of("ca.crt")),
          Map.entry("redis-client", Set.of("tls.crt", "tls.key")),
          Map.entry("redis-credentials", Set.of("password", "sentinel-password")),
          Map.entry("tls-cert-manager-tls", Set.of("tls.crt", "tls.key")));

  /** Fields that no example shows, and why. */
  private static final Map<String, String> NOT_SHOWN =
      Map.of("resources.claims", "Kubernetes' own, for devices; the server uses none");

  private final RunningOperator operator = RunningOperator.running();
  private final Map<Path, Space> spaces = new TreeMap<>();

  static List<Path> examples() throws IOException {
    List<Path> all = new java.util.ArrayList<>();
    for (Path directory : DIRECTORIES) {
      try (Stream<Path> files = Files.walk(directory)) {
        files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(all::add);
      }
    }
    return all;
  }

  @BeforeAll
  void applyAll() throws IOException {
    ForeignCrds.install();
    for (Path example : examples()) {
      Space space = new Space();
      spaces.put(example, space);
      secrets(space);
      space.applyStrictly(document(example));
    }
    for (Map.Entry<Path, Space> entry : spaces.entrySet()) {
      String name = name(entry.getKey());
      entry.getValue().await(Duration.ofSeconds(60), Deployment.class, name, _ -> true);
    }
    awaitQuiet();
    for (Map.Entry<Path, Space> entry : spaces.entrySet()) {
      entry.getValue().podsReady(name(entry.getKey()));
    }
    awaitQuiet();
  }

  private void awaitQuiet() {
    int[] last = {-1};
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              int now = writes();
              boolean quiet = now == last[0];
              last[0] = now;
              return quiet;
            });
  }

  private int writes() {
    return spaces.values().stream().mapToInt(space -> operator.writes(space.name()).size()).sum();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isReconciledWithoutAProblem(Path example) throws IOException {
    RealtimeService service = spaces.get(example).get(RealtimeService.class, name(example));

    assertThat(service.getStatus().condition("Degraded").orElseThrow())
        .as("%s", service.getStatus().conditions())
        .returns("False", condition -> condition.getStatus());
    assertThat(service.getStatus().observedGeneration())
        .isEqualTo(service.getMetadata().getGeneration());
  }

  @Test
  void secondReconcileWritesNothing() throws IOException {
    Map<Path, Integer> before = new LinkedHashMap<>();
    spaces.forEach((file, space) -> before.put(file, operator.writes(space.name()).size()));
    double reconciles = operator.reconciles();

    for (Map.Entry<Path, Space> entry : spaces.entrySet()) {
      entry.getValue().kubectl("annotate", "rts", name(entry.getKey()), "example.com/touched=now");
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> operator.reconciles() >= reconciles + spaces.size());
    awaitQuiet();

    assertThat(before.values()).allSatisfy(writes -> assertThat(writes).isPositive());
    assertThat(spaces)
        .allSatisfy(
            (file, space) ->
                assertThat(operator.writes(space.name()).stream().skip(before.get(file)))
                    .as("writes of the second reconcile of %s", file)
                    .isEmpty());
  }

  @Test
  void everyPartOfTheSpecAndEachOfItsFieldsHasAnExample() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (Path example : examples()) {
      if (document(example).get("spec") instanceof Map<?, ?> spec) {
        spec.forEach(
            (part, value) -> {
              shown.add(String.valueOf(part));
              fields(value).forEach(field -> shown.add(part + "." + field));
            });
      }
    }

    Set<String> missing = new TreeSet<>(fieldsOfTheCrd());
    missing.removeAll(shown);
    assertThat(missing)
        .as("fields that no example shows; show them, or say in NOT_SHOWN why not")
        .isEqualTo(NOT_SHOWN.keySet());
  }

  /** Names of the fields of an object, or of those in a list. */
  private static Stream<String> fields(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().flatMap(ExamplesIT::fields);
    }
    return value instanceof Map<?, ?> object
        ? object.keySet().stream().map(String::valueOf)
        : Stream.of();
  }

  /** Every part of the spec, and every field of each, as in {@code rollout.drainSeconds}. */
  private Set<String> fieldsOfTheCrd() {
    var crd =
        spaces
            .values()
            .iterator()
            .next()
            .client()
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName("realtimeservices.realtime.dev")
            .get();
    JSONSchemaProps schema =
        crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    Set<String> all = new TreeSet<>();
    schema
        .getProperties()
        .get("spec")
        .getProperties()
        .forEach(
            (part, value) -> {
              all.add(part);
              JSONSchemaProps object =
                  value.getItems() == null ? value : value.getItems().getSchema();
              if (object.getProperties() != null) {
                object.getProperties().keySet().forEach(field -> all.add(part + "." + field));
              }
            });
    assertThat(all).hasSizeGreaterThan(100);
    return all;
  }

  private static void secrets(Space space) {
    SECRETS.forEach(
        (name, keys) -> {
          Map<String, String> data = new TreeMap<>();
          keys.forEach(key -> data.put(key, "content of " + key));
          space
              .client()
              .resource(
                  new SecretBuilder()
                      .withNewMetadata()
                      .withName(name)
                      .withNamespace(space.name())
                      .endMetadata()
                      .withStringData(data)
                      .build())
              .create();
        });
  }

  private static String name(Path example) throws IOException {
    return document(example).get("metadata") instanceof Map<?, ?> metadata
        ? String.valueOf(metadata.get("name"))
        : "";
  }

  /** The RealtimeService of the file. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> document(Path example) throws IOException {
    return Stream.of(Files.readString(example).split("(?m)^---$", -1))
        .filter(text -> text.contains("\nkind: RealtimeService\n"))
        .map(text -> (Map<String, Object>) Serialization.unmarshal(text, Map.class))
        .findFirst()
        .orElseThrow();
  }
}
