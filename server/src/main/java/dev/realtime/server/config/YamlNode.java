package dev.realtime.server.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * A YAML document that still knows its lines. Read with SnakeYAML itself: Jackson's tree forgets
 * lines, and its first use costs a start a tenth of its time.
 */
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
  static YamlNode parse(String yaml, String source) throws ConfigException {
    try {
      Iterator<Event> events = new Yaml().parse(new StringReader(yaml)).iterator();
      require(events, Event.ID.StreamStart);
      Event first = events.next();
      if (first.is(Event.ID.StreamEnd)) {
        return new Mapping(Map.of(), Map.of(), 1);
      }
      YamlNode root = read(events.next(), events, source);
      require(events, Event.ID.DocumentEnd);
      Event next = events.next();
      if (!next.is(Event.ID.StreamEnd)) {
        throw refusal(source, line(next), "a second document begins; keep one");
      }
      return root instanceof Scalar(var text, _) && text == null
          ? new Mapping(Map.of(), Map.of(), 1)
          : root;
    } catch (MarkedYAMLException e) {
      // Its own message quotes the file and numbers lines by a count of its own.
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw refusal(source, line, "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw refusal(source, 0, "not YAML: " + e.getMessage());
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

  private static int line(Event event) {
    return event.getStartMark().getLine() + 1;
  }

  private static void require(Iterator<Event> events, Event.ID wanted) {
    Event event = events.next();
    if (!event.is(wanted)) {
      throw new IllegalStateException("the YAML parser says " + event + " before " + wanted);
    }
  }

  private static YamlNode read(Event event, Iterator<Event> events, String source)
      throws ConfigException {
    int line = line(event);
    if (event instanceof NodeEvent node && node.getAnchor() != null) {
      throw refusal(source, line, "anchors and aliases are not supported; write the value out");
    }
    return switch (event) {
      case MappingStartEvent _ -> mapping(events, source, line);
      case SequenceStartEvent _ -> {
        List<YamlNode> items = new ArrayList<>();
        Event next = events.next();
        while (!next.is(Event.ID.SequenceEnd)) {
          items.add(read(next, events, source));
          next = events.next();
        }
        yield new Sequence(items, line);
      }
      case ScalarEvent scalar -> new Scalar(isNull(scalar) ? null : scalar.getValue(), line);
      default -> throw new IllegalStateException("the YAML parser says " + event);
    };
  }

  private static Mapping mapping(Iterator<Event> events, String source, int line)
      throws ConfigException {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    Map<String, Integer> lines = new LinkedHashMap<>();
    Event next = events.next();
    while (!next.is(Event.ID.MappingEnd)) {
      int keyLine = line(next);
      if (!(next instanceof ScalarEvent named)) {
        throw refusal(source, keyLine, "not YAML that is used here: a key has to be a word");
      }
      String key = named.getValue();
      if (entries.put(key, read(events.next(), events, source)) != null) {
        throw refusal(
            source,
            keyLine,
            "key " + key + " stands twice, first in line " + lines.get(key) + "; keep one");
      }
      lines.put(key, keyLine);
      next = events.next();
    }
    return new Mapping(entries, lines, line);
  }

  /** Nothing, or a word for nothing, that is not in quotes. */
  private static boolean isNull(ScalarEvent scalar) {
    return scalar.isPlain()
        && switch (scalar.getValue()) {
          case "", "~", "null", "Null", "NULL" -> true;
          default -> false;
        };
  }
}
