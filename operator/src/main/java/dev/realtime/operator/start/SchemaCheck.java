package dev.realtime.operator.start;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the CRDs of the cluster are those of this operator. Compared are the fields, in the
 * schema that the API server publishes to every user: that needs no right on CRDs, so that it works
 * for an operator with Roles only.
 *
 * <p>A field missing there would be dropped from everything that is written. A field unknown here
 * would be ignored, and a service would not be what its owner wrote.
 */
final class SchemaCheck {
  private static final String PUBLISHED = "/openapi/v3/apis/realtime.dev/v1alpha1";
  private static final int NAMED = 5;
  private static final List<Class<? extends CustomResource<?, ?>>> TYPES =
      List.of(RealtimeService.class, RunbookRun.class);

  private final KubernetesClient client;

  SchemaCheck(KubernetesClient client) {
    this.client = client;
  }

  List<String> problems() {
    JsonNode published;
    try {
      String text = client.raw(PUBLISHED);
      if (text == null) {
        return List.of(missing());
      }
      published = new ObjectMapper().readTree(text);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return List.of(missing());
      }
      throw e;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("The API server's " + PUBLISHED + " is no JSON", e);
    }
    var problems = new ArrayList<String>();
    for (Class<? extends CustomResource<?, ?>> type : TYPES) {
      JsonNode schema = published(published, type.getSimpleName());
      if (schema.isMissingNode()) {
        problems.add(missing());
      } else {
        compare(type.getSimpleName(), Schema.fields(own(type)), Schema.fields(schema), problems);
      }
    }
    return problems.stream().distinct().toList();
  }

  static void compare(String kind, Set<String> own, Set<String> theirs, List<String> problems) {
    Set<String> older = without(own, theirs);
    Set<String> newer = without(theirs, own);
    if (!older.isEmpty()) {
      problems.add(
          "the CRD of "
              + kind
              + " is older than this operator: it lacks "
              + some(older)
              + "; apply the CRDs of the operator's release (helm upgrade does; otherwise kubectl"
              + " apply --server-side -k manifests/base/crds)");
    }
    if (!newer.isEmpty()) {
      problems.add(
          "the CRD of "
              + kind
              + " is newer than this operator, which does not know "
              + some(newer)
              + "; upgrade the operator to the release that the CRDs are of");
    }
  }

  private static JsonNode published(JsonNode document, String kind) {
    for (JsonNode schema : document.path("components").path("schemas")) {
      for (JsonNode of : schema.path("x-kubernetes-group-version-kind")) {
        if (of.path("kind").asText().equals(kind)
            && of.path("group").asText().equals("realtime.dev")) {
          return schema;
        }
      }
    }
    return document.path("no such schema");
  }

  /** The schema that this operator was built with. */
  private static JsonNode own(Class<? extends CustomResource<?, ?>> type) {
    String file = "/META-INF/fabric8/" + CustomResource.getCRDName(type) + "-v1.yml";
    try (InputStream in = SchemaCheck.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not on the class path");
      }
      return new YAMLMapper()
          .readTree(in)
          .path("spec")
          .path("versions")
          .path(0)
          .path("schema")
          .path("openAPIV3Schema");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private static Set<String> without(Set<String> all, Set<String> others) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(others);
    return rest;
  }

  private static String some(Set<String> fields) {
    String named = String.join(", ", fields.stream().limit(NAMED).toList());
    return fields.size() <= NAMED ? named : named + " and " + (fields.size() - NAMED) + " more";
  }

  private static String missing() {
    return "the CRDs of realtime.dev are not installed: apply them (helm install does; otherwise"
        + " kubectl apply --server-side -k manifests/base/crds)";
  }
}
