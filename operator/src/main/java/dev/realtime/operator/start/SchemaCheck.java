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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the CRDs of the cluster are those of this operator. Compared are the fields, in the
 * schema that the API server publishes to every user: that needs no right on CRDs, so that it works
 * for an operator with Roles only.
 *
 * <p>A field missing there would be dropped from everything that is written, so that is a problem.
 * A field unknown here is ignored and stays what it is: worth a note, but no reason to leave
 * services alone, since each upgrade passes through it.
 */
final class SchemaCheck {
  private static final String PUBLISHED = "/openapi/v3/apis/realtime.dev/v1alpha1";
  private static final int NAMED = 5;
  private static final String MISSING =
      "the CRDs of realtime.dev are not installed: apply them (helm install does; otherwise kubectl"
          + " apply --server-side -k manifests/base/crds)";

  private static final List<Class<? extends CustomResource<?, ?>>> TYPES =
      List.of(RealtimeService.class, RunbookRun.class);

  private final KubernetesClient client;

  SchemaCheck(KubernetesClient client) {
    this.client = client;
  }

  /**
   * What came of it.
   *
   * @param problems with which it must not start
   * @param notes with which it may
   */
  record Result(List<String> problems, List<String> notes) {
    private static Result missing() {
      return new Result(List.of(MISSING), List.of());
    }
  }

  Result result() {
    JsonNode published;
    try {
      String text = client.raw(PUBLISHED);
      if (text == null) {
        return Result.missing();
      }
      published = new ObjectMapper().readTree(text);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Result.missing();
      }
      throw e;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("The API server's " + PUBLISHED + " is no JSON", e);
    }
    var problems = new ArrayList<String>();
    var notes = new ArrayList<String>();
    for (Class<? extends CustomResource<?, ?>> type : TYPES) {
      JsonNode schema = published(published, type.getSimpleName());
      if (schema.isMissingNode()) {
        return Result.missing();
      } else {
        Set<String> own = Schema.fields(own(type));
        Set<String> theirs = Schema.fields(schema);
        older(type.getSimpleName(), own, theirs).ifPresent(problems::add);
        newer(type.getSimpleName(), own, theirs).ifPresent(notes::add);
      }
    }
    return new Result(problems, notes);
  }

  static Optional<String> older(String kind, Set<String> own, Set<String> theirs) {
    Set<String> lacks = without(own, theirs);
    return lacks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the CRD of "
                + kind
                + " is older than this operator: it lacks "
                + some(lacks)
                + "; apply the CRDs of the operator's release (helm upgrade does; otherwise kubectl"
                + " apply --server-side -k manifests/base/crds)");
  }

  static Optional<String> newer(String kind, Set<String> own, Set<String> theirs) {
    Set<String> unknown = without(theirs, own);
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the CRD of "
                + kind
                + " is newer than this operator, which does not know "
                + some(unknown)
                + " and leaves that as it is, without effect; upgrade the operator to the release"
                + " that the CRDs are of");
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
    String file = "/META-INF/crds/" + CustomResource.getCRDName(type) + ".yaml";
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
}
