package dev.realtime.server.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a changed configuration means for a running server: settings declared {@code live} are taken
 * over, the others keep the value they had at the start. So nothing is half in force, whoever reads
 * the configuration wherever, and the declaration of a setting is the only place that decides it.
 *
 * @param config to be in force from now on
 * @param changed keys that take effect
 * @param needRestart keys that differ from what runs, and will until the process is started again
 */
public record Reload(ServerConfig config, List<String> changed, List<String> needRestart) {
  /** Merges what runs with what the file says now. */
  public static Reload of(ServerConfig running, ServerConfig next) {
    List<String> changed = new ArrayList<>();
    List<String> needRestart = new ArrayList<>();
    Record merged = merge(running, next, "", changed, needRestart);
    return new Reload((ServerConfig) merged, List.copyOf(changed), List.copyOf(needRestart));
  }

  private static Record merge(
      Record running, Record next, String path, List<String> changed, List<String> needRestart) {
    RecordComponent[] components = Binder.components(running.getClass());
    @Nullable Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      String key = Binder.join(path, component.getName());
      Object now = ConfigLoader.get(component, running);
      Object wanted = ConfigLoader.get(component, next);
      types[i] = component.getType();
      if (Objects.equals(now, wanted)) {
        values[i] = now;
      } else if (Binder.setting(component).live()) {
        changed.add(key);
        values[i] = wanted;
      } else if (now instanceof Record group
          && wanted instanceof Record other
          && !(now instanceof ByteSize)) {
        values[i] = merge(group, other, key, changed, needRestart);
      } else {
        needRestart.add(key);
        values[i] = now;
      }
    }
    return Binder.construct(running.getClass(), types, values);
  }
}
