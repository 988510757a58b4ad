package dev.realtime.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a JSON document by callbacks, one for each field of an object.
 *
 * <p>Strict: another encoding than UTF-8, a name given twice, text after the document or more than
 * 64 levels are errors. A value of the wrong type is an error that names its place. Fields a
 * callback does not read are passed over.
 *
 * <pre>{@code
 * JsonReader.read(document, (name, value) -> {
 *   switch (name) {
 *     case "channel" -> channel = value.string();
 *     case "data" -> data = value.raw();
 *     default -> {}
 *   }
 * });
 * }</pre>
 */
public final class JsonReader {
  private static final int MAX_ENTRIES = 10_000;

  // Jackson takes bytes for UTF-16 or UTF-32 if they look like it, where places in the document are
  // not what raw() needs; and it would keep names that others make up in the JVM's string table.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNameLength(1024)
                  .maxNumberLength(64)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final byte[] document;
  private final JsonParser parser;

  private JsonReader(byte[] document, JsonParser parser) {
    this.document = document;
    this.parser = parser;
  }

  /** Told of each field; reads the value by one call of the reader, or leaves it. */
  @FunctionalInterface
  public interface Fields {
    /** One field. */
    void field(String name, JsonReader value) throws JsonShapeException;
  }

  /** Told of each element; reads it by one call of the reader, or leaves it. */
  @FunctionalInterface
  public interface Elements {
    /** One element. */
    void element(JsonReader value) throws JsonShapeException;
  }

  @FunctionalInterface
  private interface Step<T extends @Nullable Object> {
    T run() throws IOException, JsonShapeException;
  }

  /**
   * Reads a document that is one object.
   *
   * @throws JsonShapeException if it is not, or a callback finds a value it cannot take
   */
  public static void read(byte[] document, Fields fields) throws JsonShapeException {
    if (!Utf8.isValid(document)) {
      throw new JsonShapeException("document is not UTF-8");
    }
    try (JsonParser parser = JSON.createParser(document)) {
      JsonReader reader = new JsonReader(document, parser);
      if (reader.step(parser::nextToken) != JsonToken.START_OBJECT) {
        throw new JsonShapeException("document is not a JSON object");
      }
      reader.object(fields);
      if (reader.step(parser::nextToken) != null) {
        throw new JsonShapeException("document goes on after its JSON object");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be read
    }
  }

  /**
   * The same, and is not told of fields that are null: for "absent", as Protobuf has it.
   *
   * @throws JsonShapeException if it is not, or a callback finds a value it cannot take
   */
  public static void readWithoutNulls(byte[] document, Fields fields) throws JsonShapeException {
    read(
        document,
        (name, value) -> {
          if (!value.isNull()) {
            fields.field(name, value);
          }
        });
  }

  /** Whether a document is valid JSON of any kind, within the same bounds. */
  public static boolean isValid(byte[] document) {
    if (!Utf8.isValid(document)) {
      return false;
    }
    try (JsonParser parser = JSON.createParser(document)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      parser.finishToken();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the value is null. */
  public boolean isNull() {
    return parser.hasToken(JsonToken.VALUE_NULL);
  }

  /** Reads an object; a null has no fields. */
  public void object(Fields fields) throws JsonShapeException {
    if (isNull()) {
      return;
    }
    expect(parser.hasToken(JsonToken.START_OBJECT), "an object");
    while (step(parser::nextToken) == JsonToken.FIELD_NAME) {
      String name = step(parser::currentName);
      step(parser::nextToken);
      fields.field(name, this);
      passOver();
    }
  }

  /** Reads an object, and is not told of fields that are null: for "absent", as Protobuf has it. */
  public void objectWithoutNulls(Fields fields) throws JsonShapeException {
    object(
        (name, value) -> {
          if (!value.isNull()) {
            fields.field(name, value);
          }
        });
  }

  /** Reads an array of at most 10,000 elements; a null has none. */
  public void array(Elements elements) throws JsonShapeException {
    if (isNull()) {
      return;
    }
    expect(parser.hasToken(JsonToken.START_ARRAY), "an array");
    int count = 0;
    while (step(parser::nextToken) != JsonToken.END_ARRAY) {
      expect(++count <= MAX_ENTRIES, "an array of at most " + MAX_ENTRIES + " entries");
      elements.element(this);
      passOver();
    }
  }

  /** Reads text. */
  public String string() throws JsonShapeException {
    expect(parser.hasToken(JsonToken.VALUE_STRING), "a string");
    return step(parser::getText);
  }

  /** Reads true or false. */
  public boolean bool() throws JsonShapeException {
    expect(
        parser.hasToken(JsonToken.VALUE_TRUE) || parser.hasToken(JsonToken.VALUE_FALSE),
        "true or false");
    return step(parser::getBooleanValue);
  }

  /** Reads a whole number within the bounds, both included. */
  public long integer(long min, long max) throws JsonShapeException {
    String expected = "a whole number from " + min + " to " + max;
    expect(parser.hasToken(JsonToken.VALUE_NUMBER_INT), expected);
    expect(step(parser::getNumberType) != JsonParser.NumberType.BIG_INTEGER, expected);
    long value = step(parser::getLongValue);
    expect(value >= min && value <= max, expected);
    return value;
  }

  /** Reads a number from 0 up to the bound, without its fraction. */
  public long seconds(long max) throws JsonShapeException {
    expect(step(parser::currentToken).isNumeric(), "a number of seconds");
    double value = step(parser::getDoubleValue);
    expect(value >= 0 && value <= max, "a number of seconds from 0 to " + max);
    return (long) value;
  }

  /** Reads an array of text; a null is empty. */
  public List<String> strings() throws JsonShapeException {
    List<String> strings = new ArrayList<>();
    array(element -> strings.add(element.string()));
    return strings;
  }

  /** The same, where a single text may stand for an array of one. */
  public List<String> stringOrStrings() throws JsonShapeException {
    return parser.hasToken(JsonToken.VALUE_STRING) ? List.of(string()) : strings();
  }

  /** Reads an object whose values are text; a null is empty. */
  public Map<String, String> stringMap() throws JsonShapeException {
    Map<String, String> map = new LinkedHashMap<>();
    object((name, value) -> map.put(name, value.string()));
    return map;
  }

  /** Reads bytes from base64 text; null if it is empty. */
  public byte @Nullable [] base64() throws JsonShapeException {
    String text = string();
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw unexpected("base64");
    }
  }

  /** Carries a value along as it stands, without line ends; null for JSON null. */
  public byte @Nullable [] raw() throws JsonShapeException {
    if (isNull()) {
      return null;
    }
    int start = (int) parser.currentTokenLocation().getByteOffset();
    step(parser::skipChildren);
    step(
        () -> {
          parser.finishToken();
          return parser;
        });
    return RawJson.slice(document, start, (int) parser.currentLocation().getByteOffset());
  }

  /** The same for a value that has to be an object. */
  public byte @Nullable [] rawObject() throws JsonShapeException {
    expect(isNull() || parser.hasToken(JsonToken.START_OBJECT), "an object");
    return raw();
  }

  /** An error that names the place of the current value. */
  public JsonShapeException unexpected(String expected) {
    String place = parser.getParsingContext().pathAsPointer().toString();
    return new JsonShapeException((place.isEmpty() ? "document" : place) + " is not " + expected);
  }

  private void expect(boolean met, String expected) throws JsonShapeException {
    if (!met) {
      throw unexpected(expected);
    }
  }

  private void passOver() throws JsonShapeException {
    if (parser.hasToken(JsonToken.START_OBJECT) || parser.hasToken(JsonToken.START_ARRAY)) {
      step(parser::skipChildren);
    }
  }

  private <T extends @Nullable Object> T step(Step<T> step) throws JsonShapeException {
    try {
      return step.run();
    } catch (IOException e) {
      // Jackson's message quotes the document: only the place is told, where it is known.
      throw new JsonShapeException(
          e instanceof JsonProcessingException syntax && syntax.getLocation() != null
              ? "document is not strict JSON at byte " + syntax.getLocation().getByteOffset()
              : "document is not strict JSON");
    }
  }
}
