package dev.realtime.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The API's description, written as YAML and served as JSON; made when first asked for. */
final class OpenApiDocument {
  private static final String RESOURCE = "openapi.yaml";

  private OpenApiDocument() {}

  private static final class Holder {
    private static final byte[] JSON = toJson();

    private static byte[] toJson() {
      try (InputStream yaml = OpenApiDocument.class.getResourceAsStream(RESOURCE)) {
        if (yaml == null) {
          throw new IllegalStateException(RESOURCE + " is missing from the server's archive");
        }
        JsonNode document = new ObjectMapper(new YAMLFactory()).readTree(yaml);
        return new ObjectMapper().writeValueAsBytes(document);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(RESOURCE + " is not valid YAML", e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static byte[] json() {
    return Holder.JSON;
  }
}
