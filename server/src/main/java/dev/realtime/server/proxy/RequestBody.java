package dev.realtime.server.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.realtime.server.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the JSON of a request. */
final class RequestBody {
  private static final JsonFactory JSON = new JsonFactory();

  private final ProxySettings settings;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private final JsonGenerator json;
  private boolean payloadIsJson = true;

  /**
   * Begins with what every request has.
   *
   * @param withId false for the key of a cache, which clients share
   */
  RequestBody(ProxySettings settings, ProxyKind kind, ProxyClient client, boolean withId) {
    this.settings = settings;
    try {
      json = JSON.createGenerator(bytes);
      json.writeStartObject();
      if (withId) {
        json.writeStringField("client", client.id());
      }
      json.writeStringField("transport", client.transport());
      json.writeStringField("protocol", client.protobuf() ? "protobuf" : "json");
      json.writeStringField("encoding", client.protobuf() ? "binary" : "json");
      if (kind != ProxyKind.CONNECT) {
        json.writeStringField("user", client.user());
        if (settings.includeMeta() && client.meta() != null) {
          raw("meta", client.meta());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
  }

  /** Adds text, unless it is empty. */
  RequestBody text(String name, @Nullable String value) {
    try {
      if (value != null && !value.isEmpty()) {
        json.writeStringField(name, value);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds an array of text, unless it is empty. */
  RequestBody texts(String name, List<String> values) {
    try {
      if (!values.isEmpty()) {
        json.writeFieldName(name);
        json.writeArray(values.toArray(String[]::new), 0, values.size());
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds the client's payload, as JSON or base64. */
  RequestBody payload(byte @Nullable [] data, boolean fromProtobuf) {
    try {
      if (data == null || data.length == 0) {
        return this;
      }
      if (settings.binary()) {
        json.writeStringField("b64data", Base64.getEncoder().encodeToString(data));
      } else if (fromProtobuf && !JsonReader.isValid(data)) {
        payloadIsJson = false;
      } else {
        raw("data", data);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the payload could be put in. */
  boolean payloadIsJson() {
    return payloadIsJson;
  }

  byte[] finish() {
    try {
      json.writeEndObject();
      json.close();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void raw(String name, byte[] value) throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(new String(value, StandardCharsets.UTF_8));
  }
}
