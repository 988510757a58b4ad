package dev.realtime.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/** Holds requests and answers against the description that the server itself serves. */
final class OpenApiValidator {
  private static final String LOCATION = "https://realtime.dev/openapi.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  final JsonNode document;
  private final JsonSchemaFactory schemas;

  OpenApiValidator(byte[] served) {
    try {
      document = JSON.readTree(served);
      String text = JSON.writeValueAsString(document);
      schemas =
          JsonSchemaFactory.getInstance(
              SpecVersion.VersionFlag.V202012,
              builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(LOCATION, text))));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The schema of a method's request. */
  void assertRequest(String method, String json) {
    assertValid("/paths/~1api~1" + method + "/post/requestBody/content/application~1json", json);
  }

  boolean isRequest(String method, String json) {
    return violations(
            "/paths/~1api~1" + method + "/post/requestBody/content/application~1json", json)
        .isEmpty();
  }

  /** The schema of a method's answer with status 200. */
  void assertAnswer(String method, String json) {
    assertValid("/paths/~1api~1" + method + "/post/responses/200/content/application~1json", json);
  }

  void assertComponent(String name, String json) {
    assertThat(validate("#/components/schemas/" + name, json)).as(json).isEmpty();
  }

  private void assertValid(String place, String json) {
    assertThat(violations(place, json)).as(json).isEmpty();
  }

  private Collection<?> violations(String place, String json) {
    assertThat(document.at(place + "/schema").isMissingNode()).as(place).isFalse();
    return validate("#" + place + "/schema", json);
  }

  private Collection<?> validate(String pointer, String json) {
    JsonSchema schema = schemas.getSchema(SchemaLocation.of(LOCATION + pointer));
    try {
      return schema.validate(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }
}
