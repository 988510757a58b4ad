package dev.realtime.server.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.dataformat.yaml.snakeyaml.error.MarkedYAMLException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A YAML document that still knows its lines, which Jackson's own tree forgets. */
sealed interface YamlNode {
  /** Where it begins, from 1; 0 if it does not come from a file. */
  int line();

  /** Keys in the order of the file. */
  record Mapping(Map<String, YamlNode> entries, Map<String, Integer> keyLines, int line)
      implements YamlNode {}

  /** A list. */
  record Sequence(List<YamlNode> items, int line) implements YamlNode {}

  /** A text as it stands; null for an empty or {@code null} value. */
  record Scalar(@Nullable String text, int line) implements YamlNode {}

  /**
   * Reads one document; an empty one is an empty mapping.
   *
   * @throws ConfigException with line and reason, if it is not YAML, has a key twice, or uses
   *     anchors
   */
  @SuppressWarnings("deprecation") // the exception alone tells the line without quoting the file
  static YamlNode parse(String yaml, String source) throws ConfigException {
    try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
      JsonToken token = parser.nextToken();
      if (token == null || token == JsonToken.VALUE_NULL) {
        return new Mapping(Map.of(), Map.of(), 1);
      }
      YamlNode root = read(parser, source);
      if (parser.nextToken() != null) {
        throw refusal(source, line(parser), "a second document begins; keep one");
      }
      return root;
    } catch (MarkedYAMLException e) {
      // Its own message quotes the file and numbers lines by a count of its own.
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw refusal(source, line, "not YAML: " + e.getProblem());
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw refusal(source, line, "not YAML: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw refusal(source, 0, "cannot be read: " + e.getMessage());
    }
  }

  /** Line of the innermost part of a path, like {@code namespaces[1].name}, that is there. */
  static int lineOf(YamlNode root, String path) {
    YamlNode at = root;
    for (String part : path.split("[.\\[]", -1)) {
      YamlNode below =
          switch (at) {
            case Mapping mapping -> mapping.entries().get(part);
            case Sequence sequence when part.matches("\\d+\\]") ->
                sequence.items().get(Integer.parseInt(part, 0, part.length() - 1, 10));
            case Sequence _, Scalar _ -> null;
          };
      if (below == null) {
        return at.line();
      }
      at = below;
    }
    return at.line();
  }

  private static ConfigException refusal(String source, int line, String message) {
    return new ConfigException(List.of(new Problem("", line, source, message)));
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private static YamlNode read(YAMLParser parser, String source)
      throws IOException, ConfigException {
    int line = line(parser);
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw refusal(source, line, "anchors and aliases are not supported; write the value out");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          int keyLine = line(parser);
          parser.nextToken();
          if (entries.put(key, read(parser, source)) != null) {
            throw refusal(
                source,
                keyLine,
                "key " + key + " stands twice, first in line " + lines.get(key) + "; keep one");
          }
          lines.put(key, keyLine);
        }
        yield new Mapping(entries, lines, line);
      }
      case START_ARRAY -> {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(parser, source));
        }
        yield new Sequence(items, line);
      }
      case VALUE_NULL -> new Scalar(null, line);
      default -> new Scalar(parser.getText(), line);
    };
  }
}
