package dev.realtime.server.proxy;

import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of its subject, beside what it says of the client.
 *
 * @param fields writes it
 * @param payload from the client; null if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one call
record RequestBody(Consumer<JsonWriter> fields, byte @Nullable [] payload) {

  /** Without a payload. */
  static RequestBody of(Consumer<JsonWriter> fields) {
    return new RequestBody(fields, null);
  }

  /** Name and version of the client and the channels it wants, where it gave them. */
  static RequestBody connect(
      String name, String version, byte @Nullable [] data, List<String> channels) {
    return new RequestBody(
        json -> {
          json.textUnlessEmpty("name", name).textUnlessEmpty("version", version);
          if (!channels.isEmpty()) {
            json.texts("channels", channels);
          }
        },
        data);
  }

  /** Whether the payload can be passed on as the settings have it. */
  boolean fits(ProxySettings settings, ProxyClient client) {
    return payload == null
        || payload.length == 0
        || settings.binary()
        || !client.protobuf()
        || JsonReader.isValid(payload);
  }

  /**
   * The request.
   *
   * @param withId false for the key of a cache, which connections of a user share
   */
  byte[] encode(ProxySettings settings, ProxyKind kind, ProxyClient client, boolean withId) {
    return JsonWriter.object(
        json -> {
          if (withId) {
            json.text("client", client.id());
          }
          json.text("transport", client.transport())
              .text("protocol", client.protobuf() ? "protobuf" : "json")
              .text("encoding", client.protobuf() ? "binary" : "json");
          if (kind != ProxyKind.CONNECT) {
            json.text("user", client.user());
            if (settings.includeMeta() && client.meta() != null) {
              json.raw("meta", client.meta());
            }
          }
          fields.accept(json);
          if (payload != null && payload.length > 0) {
            if (settings.binary()) {
              json.base64("b64data", payload);
            } else {
              json.raw("data", payload);
            }
          }
        });
  }
}
