package dev.realtime.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes one JSON object to memory. Foreign JSON is put in as it is. */
public final class JsonWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private final JsonGenerator json;

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private JsonWriter() {
    try {
      json = JSON.createGenerator(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An object with the fields the callback writes. */
  public static byte[] object(Consumer<JsonWriter> fields) {
    JsonWriter writer = new JsonWriter();
    writer.step(writer.json::writeStartObject);
    fields.accept(writer);
    writer.step(writer.json::writeEndObject);
    writer.step(writer.json::close);
    return writer.bytes.toByteArray();
  }

  /** A field with text. */
  public JsonWriter text(String name, String value) {
    return step(() -> json.writeStringField(name, value));
  }

  /** A field with text, left out if that is empty. */
  public JsonWriter textUnlessEmpty(String name, String value) {
    return value.isEmpty() ? this : text(name, value);
  }

  /** A field with a whole number. */
  public JsonWriter number(String name, long value) {
    return step(() -> json.writeNumberField(name, value));
  }

  /** A field with a whole number, left out if that is 0. */
  public JsonWriter numberUnlessZero(String name, long value) {
    return value == 0 ? this : number(name, value);
  }

  /** A field with true or false. */
  public JsonWriter bool(String name, boolean value) {
    return step(() -> json.writeBooleanField(name, value));
  }

  /** A field with JSON, which the caller knows to be valid. */
  public JsonWriter raw(String name, byte[] value) {
    return step(
        () -> {
          json.writeFieldName(name);
          json.writeRawValue(new String(value, StandardCharsets.UTF_8));
        });
  }

  /** A field with bytes as base64 text. */
  public JsonWriter base64(String name, byte[] value) {
    return text(name, Base64.getEncoder().encodeToString(value));
  }

  /** A field with bytes: as they are if they are JSON, else as base64 under {@code b64<name>}. */
  public JsonWriter rawOrBase64(String name, byte[] value) {
    return JsonReader.isValid(value) ? raw(name, value) : base64("b64" + name, value);
  }

  /** A field with an object. */
  public JsonWriter object(String name, Consumer<JsonWriter> fields) {
    step(() -> json.writeObjectFieldStart(name));
    fields.accept(this);
    return step(json::writeEndObject);
  }

  /** A field with an array of objects. */
  public <T> JsonWriter objects(
      String name, Collection<T> elements, BiConsumer<JsonWriter, T> fields) {
    step(() -> json.writeArrayFieldStart(name));
    for (T element : elements) {
      step(json::writeStartObject);
      fields.accept(this, element);
      step(json::writeEndObject);
    }
    return step(json::writeEndArray);
  }

  /** A field with an array of text. */
  public JsonWriter texts(String name, Collection<String> values) {
    return step(
        () -> {
          json.writeArrayFieldStart(name);
          for (String value : values) {
            json.writeString(value);
          }
          json.writeEndArray();
        });
  }

  private JsonWriter step(Step step) {
    try {
      step.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
  }
}
