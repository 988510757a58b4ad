package dev.realtime.server.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The settings written out for people: as a commented file, and as a page of tables. */
public final class Reference {
  private Reference() {}

  /** A file with every setting at its default, each below its meaning. It can be loaded as is. */
  public static String defaultsYaml() {
    StringBuilder out = new StringBuilder();
    yaml(out, ServerConfig.class, "");
    return out.toString();
  }

  private static void yaml(StringBuilder out, Class<?> type, String indent) {
    for (RecordComponent component : Binder.components(type)) {
      Setting setting = Binder.setting(component);
      comment(out, indent, setting.value());
      out.append(indent).append(component.getName()).append(':');
      if (isGroup(component.getType())) {
        out.append('\n');
        yaml(out, component.getType(), indent + "  ");
      } else {
        String value = yamlValue(component);
        out.append(value.isEmpty() ? "" : " ").append(value).append('\n');
      }
    }
  }

  private static String yamlValue(RecordComponent component) {
    String def = Binder.setting(component).def();
    Class<?> type = component.getType();
    if (List.class.isAssignableFrom(type)) {
      return "[" + def.replaceAll("\\s*,\\s*", ", ") + "]";
    }
    if (Map.class.isAssignableFrom(type)) {
      return "{}";
    }
    if (type == String.class) {
      return "'" + def.replace("'", "''") + "'";
    }
    return def;
  }

  private static void comment(StringBuilder out, String indent, String text) {
    StringBuilder line = new StringBuilder(indent).append('#');
    for (String word : text.split(" ", -1)) {
      if (line.length() + 1 + word.length() > 100) {
        out.append(line).append('\n');
        line = new StringBuilder(indent).append('#');
      }
      line.append(' ').append(word);
    }
    out.append(line).append('\n');
  }

  /** The reference as Markdown: a table for each group. */
  public static String markdown() {
    StringBuilder out = new StringBuilder();
    out.append("# Configuration reference\n\n");
    out.append("Generated from the server's own declaration; `print-defaults` prints the same.\n");
    out.append("Durations are written like `500ms`, `25s`, `10m`, `1h`, `30d`; sizes like `512`, ");
    out.append("`64KiB`, `1MiB`. *Live* settings take effect in the running server when the file ");
    out.append("changes.\n");
    table(out, ServerConfig.class, "", false);
    return out.toString();
  }

  /** A group that is live is replaced as a whole at a reload, and so is all below it. */
  private static void table(StringBuilder out, Class<?> type, String path, boolean live) {
    List<RecordComponent> groups = new ArrayList<>();
    List<RecordComponent> settings = new ArrayList<>();
    for (RecordComponent component : Binder.components(type)) {
      (isGroup(component.getType()) || isGroupList(component) ? groups : settings).add(component);
    }
    if (!settings.isEmpty()) {
      out.append("\n| Key | Default | Bounds | Live | Environment | Meaning |\n");
      out.append("|---|---|---|---|---|---|\n");
      settings.forEach(component -> row(out, component, path, live));
    }
    for (RecordComponent component : groups) {
      Setting setting = Binder.setting(component);
      Class<?> below = isGroupList(component) ? Binder.elementType(component) : component.getType();
      if (setting.inline()) {
        out.append("\nAnd every key of `channels`, with the same defaults.\n");
        continue;
      }
      String key = Binder.join(path, component.getName()) + (isGroupList(component) ? "[]" : "");
      out.append("\n## `").append(key).append("`\n\n").append(setting.value()).append('\n');
      table(out, below, key, live || setting.live());
    }
  }

  private static void row(StringBuilder out, RecordComponent component, String path, boolean live) {
    Setting setting = Binder.setting(component);
    String key = Binder.join(path, component.getName());
    String variable =
        path.contains("[]") || Map.class.isAssignableFrom(component.getType())
            ? ""
            : "`" + Environment.name(List.of(key.split("\\.", -1))) + "`";
    out.append(
        String.format(
            Locale.ROOT,
            "| `%s` | %s | %s | %s | %s | %s |\n",
            key,
            setting.def().isEmpty() ? "" : "`" + cell(setting.def()) + "`",
            cell(bounds(component, setting)),
            live || setting.live() ? "yes" : "",
            variable,
            cell(setting.value())));
  }

  private static String bounds(RecordComponent component, Setting setting) {
    if (component.getType().isEnum()) {
      return Scalars.choices(component.getType());
    }
    if (!setting.min().isEmpty() || !setting.max().isEmpty()) {
      return setting.min() + " … " + setting.max();
    }
    return setting.pattern().isEmpty() ? "" : "`" + setting.pattern() + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private static boolean isGroup(Class<?> type) {
    return type.isRecord() && type != ByteSize.class;
  }

  private static boolean isGroupList(RecordComponent component) {
    return List.class.isAssignableFrom(component.getType())
        && isGroup(Binder.elementType(component));
  }
}
