package dev.realtime.server.config;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads configurations. */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * A configuration and what to say about it.
   *
   * @param config as read
   * @param warnings for the log: things that are not wrong, but probably not meant
   */
  public record Loaded(ServerConfig config, List<String> warnings) {}

  /**
   * Reads a file with environment overrides, and looks whether the files it names can be read.
   *
   * @param file null for none: every setting has its default or comes from the environment
   * @throws ConfigException naming everything that is wrong
   */
  public static Loaded load(@Nullable Path file, Map<String, String> env) throws ConfigException {
    String source = file == null ? "environment" : file.toString();
    return load(file == null ? "" : read(file), source, env);
  }

  /**
   * Reads a text with environment overrides, and looks whether the files it names can be read.
   *
   * @param source what problems call the text
   * @throws ConfigException naming everything that is wrong
   */
  public static Loaded load(String yaml, String source, Map<String, String> env)
      throws ConfigException {
    List<String> warnings = new ArrayList<>();
    YamlNode document = YamlNode.parse(yaml, source);
    List<Problem> problems = new ArrayList<>();
    YamlNode whole = Environment.override(document, env, warnings);
    ServerConfig config = new Binder(source, problems).bind(ServerConfig.class, whole);
    if (problems.isEmpty()) {
      checkFiles(
          config,
          "",
          (key, message) ->
              problems.add(Binder.problem(key, YamlNode.lineOf(whole, key), source, message)));
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new Loaded(config, List.copyOf(warnings));
  }

  /**
   * Reads a text: no environment, and files it names are not looked at.
   *
   * @param source what problems call it
   * @throws ConfigException naming everything that is wrong
   */
  public static ServerConfig parse(String yaml, String source) throws ConfigException {
    List<Problem> problems = new ArrayList<>();
    ServerConfig config =
        new Binder(source, problems).bind(ServerConfig.class, YamlNode.parse(yaml, source));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return config;
  }

  private static String read(Path file) throws ConfigException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "",
                  0,
                  file.toString(),
                  "cannot be read (" + reason(e) + "); give another file")));
    }
  }

  private static String reason(IOException e) {
    String name = e.getClass().getSimpleName();
    return switch (name) {
      case "NoSuchFileException" -> "there is no such file";
      case "AccessDeniedException" -> "permission denied";
      case "MalformedInputException" -> "it is not UTF-8";
      default -> name + ": " + e.getMessage();
    };
  }

  private static void checkFiles(Object group, String path, Checked.Report report) {
    for (RecordComponent component : Binder.components(group.getClass())) {
      Object value = get(component, group);
      String key = Binder.join(path, component.getName());
      switch (value) {
        case null -> {}
        case Path file -> checkFile(file, Binder.setting(component), key, report);
        case ByteSize _ -> {}
        case Record below -> checkFiles(below, key, report);
        case List<?> list -> {
          for (Object item : list) {
            if (item instanceof Path file) {
              checkFile(file, Binder.setting(component), key, report);
            }
          }
        }
        default -> {}
      }
    }
  }

  private static void checkFile(Path file, Setting setting, String key, Checked.Report report) {
    boolean missing = Files.notExists(file);
    if (missing && setting.mayBeMissing()) {
      return;
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      String why =
          missing
              ? "there is no such file"
              : Files.isDirectory(file) ? "it is a directory" : "permission denied";
      report.problem(key, "'" + file + "' cannot be read (" + why + "); check the mount");
    }
  }

  /** What a record holds in a component. */
  static @Nullable Object get(RecordComponent component, Object group) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(group);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }
}
