package dev.realtime.server.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a {@link YamlNode} into records, collecting every problem on the way. A setting with a
 * problem takes its default, so that the rest can still be looked at.
 */
final class Binder {
  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          return type.getRecordComponents();
        }
      };

  private final String source;
  private final List<Problem> problems;

  /** Problems are added to the list and named as coming from the source. */
  Binder(String source, List<Problem> problems) {
    this.source = source;
    this.problems = problems;
  }

  /** An instance of the record type with what the node says, and defaults for the rest. */
  <T extends Record> T bind(Class<T> type, YamlNode node) {
    return type.cast(group(type, node, ""));
  }

  private Record group(Class<?> type, @Nullable YamlNode node, String path) {
    Map<String, YamlNode> entries = Map.of();
    if (node instanceof YamlNode.Mapping mapping) {
      entries = mapping.entries();
      rejectUnknown(type, mapping, path);
    } else if (node != null && !(node instanceof YamlNode.Scalar(var text, _) && text == null)) {
      add(path, node.line(), "has to be a group of keys (" + String.join(", ", names(type)) + ")");
    }
    int line = node == null ? 0 : node.line();
    return instance(type, entries, path, line);
  }

  private Record instance(Class<?> type, Map<String, YamlNode> entries, String path, int line) {
    RecordComponent[] components = components(type);
    @Nullable Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      types[i] = component.getType();
      if (setting(component).inline()) {
        values[i] = instance(component.getType(), entries, path, line);
      } else {
        String key = join(path, component.getName());
        values[i] = value(component, entries.get(component.getName()), key);
      }
    }
    Record made = construct(type, types, values);
    if (made instanceof Checked checked) {
      checked.check(
          (key, message) -> {
            // A value that was refused has become its default, which is not to be reported as well.
            if (problems.stream().noneMatch(p -> p.key().equals(join(path, key)))) {
              add(join(path, key), lineOf(entries, key, line), message);
            }
          });
    }
    return made;
  }

  /** Line of the innermost part of a path, like {@code redis.addresses}, that is in the file. */
  private static int lineOf(Map<String, YamlNode> entries, String path, int otherwise) {
    return YamlNode.lineOf(new YamlNode.Mapping(entries, Map.of(), otherwise), path);
  }

  /** Makes a record; its constructor takes what its components may be. */
  static Record construct(Class<?> type, Class<?>[] types, @Nullable Object[] values) {
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (Record) constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(type + " refuses checked values", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  private @Nullable Object value(RecordComponent component, @Nullable YamlNode node, String key) {
    Class<?> type = component.getType();
    Setting setting = setting(component);
    boolean absent = node == null || (node instanceof YamlNode.Scalar(var text, _) && text == null);
    if (type.isRecord() && type != ByteSize.class) {
      return group(type, node, key);
    }
    if (List.class.isAssignableFrom(type)) {
      return list(component, absent ? null : node, key);
    }
    if (Map.class.isAssignableFrom(type)) {
      return map(absent ? null : node, key);
    }
    if (node == null || absent) {
      return defaultOf(component);
    }
    if (!(node instanceof YamlNode.Scalar scalar) || scalar.text() == null) {
      add(key, node.line(), "has to be a single value");
      return defaultOf(component);
    }
    try {
      Object parsed = Scalars.parse(type, scalar.text());
      Scalars.checkBounds(setting, type, parsed);
      return parsed;
    } catch (IllegalArgumentException e) {
      add(key, node.line(), shown(scalar.text()) + " " + e.getMessage());
      return defaultOf(component);
    }
  }

  private List<?> list(RecordComponent component, @Nullable YamlNode node, String key) {
    Class<?> element = elementType(component);
    if (node == null) {
      String def = setting(component).def();
      return def.isEmpty()
          ? List.of()
          : List.of(def.split("\\s*,\\s*", -1)).stream()
              .map(t -> Scalars.parse(element, t))
              .toList();
    }
    if (!(node instanceof YamlNode.Sequence(var items, _))) {
      add(key, node.line(), "has to be a list");
      return List.of();
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String itemKey = key + "[" + i + "]";
      YamlNode item = items.get(i);
      if (element.isRecord()) {
        values.add(group(element, item, itemKey));
      } else if (item instanceof YamlNode.Scalar(String text, int line)) {
        try {
          Object parsed = Scalars.parse(element, text == null ? "" : text);
          Scalars.checkBounds(setting(component), element, parsed);
          values.add(parsed);
        } catch (IllegalArgumentException e) {
          add(itemKey, line, shown(text == null ? "" : text) + " " + e.getMessage());
        }
      } else {
        add(itemKey, item.line(), "has to be a single value");
      }
    }
    return List.copyOf(values);
  }

  private Map<String, String> map(@Nullable YamlNode node, String key) {
    Map<String, String> values = new LinkedHashMap<>();
    if (node instanceof YamlNode.Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (name, item) -> {
                if (item instanceof YamlNode.Scalar(String text, _) && text != null) {
                  values.put(name, text);
                } else {
                  add(key + "." + name, item.line(), "has to be a single value");
                }
              });
    } else if (node != null) {
      add(key, node.line(), "has to be a group of names and values");
    }
    return Map.copyOf(values);
  }

  private static @Nullable Object defaultOf(RecordComponent component) {
    Class<?> type = component.getType();
    String def = setting(component).def();
    if (type == String.class) {
      return def;
    }
    if (def.isEmpty()) {
      if (type == Path.class) {
        return null;
      }
      throw new IllegalStateException(component + " has no default");
    }
    return Scalars.parse(type, def);
  }

  private void rejectUnknown(Class<?> type, YamlNode.Mapping mapping, String path) {
    Set<String> known = names(type);
    for (String key : mapping.entries().keySet()) {
      if (!known.contains(key)) {
        String meant = Nearest.to(key, known);
        add(
            join(path, key),
            mapping.keyLines().getOrDefault(key, mapping.line()),
            "unknown key; "
                + (meant == null
                    ? "valid here: " + String.join(", ", known)
                    : "did you mean " + join(path, meant) + "?"));
      }
    }
  }

  static Set<String> names(Class<?> type) {
    Set<String> names = new LinkedHashSet<>();
    for (RecordComponent component : components(type)) {
      if (setting(component).inline()) {
        names.addAll(names(component.getType()));
      } else {
        names.add(component.getName());
      }
    }
    return names;
  }

  /** A record's components, always the same objects: each knows its annotations once read. */
  static RecordComponent[] components(Class<?> type) {
    return COMPONENTS.get(type);
  }

  static Setting setting(RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalStateException(component + " of " + component.getDeclaringRecord());
    }
    return setting;
  }

  static Class<?> elementType(RecordComponent component) {
    Type argument = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    return (Class<?>) argument;
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The value in quotes; of an address neither the password before the host nor the query. */
  private static String shown(String value) {
    return value.contains("://")
        ? "'" + value.replaceFirst("//[^/]*@", "//").replaceFirst("[?#].*", "") + "'"
        : "'" + value + "'";
  }

  private void add(String key, int line, String message) {
    problems.add(problem(key, line, source, message));
  }

  /** A problem of a key that stands in this line, or comes from a variable. */
  static Problem problem(String key, int line, String source, String message) {
    if (line == Environment.LINE) {
      String variable = Environment.name(List.of(key.replaceAll("\\[\\d+]", "").split("\\.", -1)));
      return new Problem(key, 0, "environment variable " + variable, message);
    }
    return new Problem(key, line, source, message);
  }
}
