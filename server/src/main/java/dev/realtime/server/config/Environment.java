package dev.realtime.server.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Environment variables over the file: {@code REALTIME_REDIS_MASTER_NAME} is {@code
 * redis.masterName}. Lists of single values are separated by commas; lists of groups cannot be
 * overridden.
 */
final class Environment {
  static final String PREFIX = "REALTIME_";

  /** The line of values that come from a variable. */
  static final int LINE = -1;

  /** What Kubernetes sets in every pod for a Service whose name begins with "realtime". */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          ".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_(TCP|UDP|SCTP)(_.*)?)?)|REALTIME_PORT");

  private Environment() {}

  /** Every setting that has a variable, by the variable's name. */
  static Map<String, List<String>> variables() {
    Map<String, List<String>> variables = new LinkedHashMap<>();
    collect(ServerConfig.class, List.of(), variables);
    return variables;
  }

  private static void collect(
      Class<?> type, List<String> path, Map<String, List<String>> variables) {
    for (RecordComponent component : Binder.components(type)) {
      List<String> below = new ArrayList<>(path);
      below.add(component.getName());
      if (isGroup(component.getType())) {
        collect(component.getType(), below, variables);
      } else if (hasVariable(component)) {
        variables.put(name(below), below);
      }
    }
  }

  private static boolean hasVariable(RecordComponent component) {
    Class<?> type = component.getType();
    return List.class.isAssignableFrom(type)
        ? !isGroup(Binder.elementType(component))
        : !Map.class.isAssignableFrom(type);
  }

  private static boolean isGroup(Class<?> type) {
    return type.isRecord() && type != ByteSize.class;
  }

  static String name(List<String> path) {
    StringBuilder name = new StringBuilder(PREFIX.substring(0, PREFIX.length() - 1));
    for (String key : path) {
      name.append('_');
      for (int i = 0; i < key.length(); i++) {
        char c = key.charAt(i);
        if (i > 0 && Character.isUpperCase(c) && !Character.isUpperCase(key.charAt(i - 1))) {
          name.append('_');
        }
        name.append(Character.toUpperCase(c));
      }
    }
    return name.toString();
  }

  /**
   * The document with the overrides in it.
   *
   * @param warnings takes one line for each variable that begins like ours and is none
   */
  static YamlNode override(YamlNode document, Map<String, String> env, List<String> warnings) {
    Map<String, List<String>> known = variables();
    YamlNode result = document;
    for (Map.Entry<String, String> entry : new TreeMap<>(env).entrySet()) {
      String variable = entry.getKey();
      List<String> path = known.get(variable);
      if (path != null) {
        result = with(result, path, 0, value(path, entry.getValue()));
      } else if (variable.startsWith(PREFIX) && !SERVICE_LINK.matcher(variable).matches()) {
        String meant = Nearest.to(variable, known.keySet());
        warnings.add(
            "environment variable "
                + variable
                + " is no setting and is not used"
                + (meant == null ? "" : "; did you mean " + meant + "?"));
      }
    }
    return result;
  }

  private static YamlNode value(List<String> path, String text) {
    if (!isList(path)) {
      return new YamlNode.Scalar(text, LINE);
    }
    List<YamlNode> items = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      if (!item.isBlank()) {
        items.add(new YamlNode.Scalar(item.strip(), LINE));
      }
    }
    return new YamlNode.Sequence(items, LINE);
  }

  private static boolean isList(List<String> path) {
    Class<?> type = ServerConfig.class;
    for (String key : path) {
      for (RecordComponent component : Binder.components(type)) {
        if (component.getName().equals(key)) {
          type = component.getType();
          break;
        }
      }
    }
    return List.class.isAssignableFrom(type);
  }

  private static YamlNode with(YamlNode node, List<String> path, int depth, YamlNode value) {
    if (depth == path.size()) {
      return value;
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    Map<String, Integer> lines = new LinkedHashMap<>();
    int line = node.line();
    if (node instanceof YamlNode.Mapping mapping) {
      entries.putAll(mapping.entries());
      lines.putAll(mapping.keyLines());
    } else if (!(node instanceof YamlNode.Scalar(var text, _) && text == null)) {
      return node; // of the wrong kind: the reader reports it
    }
    YamlNode below = entries.getOrDefault(path.get(depth), new YamlNode.Scalar(null, 0));
    entries.put(path.get(depth), with(below, path, depth + 1, value));
    return new YamlNode.Mapping(entries, lines, line);
  }
}
