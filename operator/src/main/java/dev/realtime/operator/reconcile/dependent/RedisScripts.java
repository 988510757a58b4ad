package dev.realtime.operator.reconcile.dependent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scripts by which pods of a replicated Redis start, stop and say whether they are ready. They
 * are files beside this class, and take all they need from their environment.
 */
final class RedisScripts {
  static final String START = "redis-start.sh";
  static final String STOP = "redis-stop.sh";
  static final String READY = "redis-ready.sh";
  static final String SENTINEL = "sentinel-start.sh";

  private RedisScripts() {}

  /** The scripts by name. */
  static Map<String, String> all() {
    Map<String, String> scripts = new TreeMap<>();
    for (String name : new String[] {START, STOP, READY, SENTINEL}) {
      scripts.put(name, text(name));
    }
    return scripts;
  }

  static String text(String name) {
    try (InputStream in = RedisScripts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Resource " + name + " is missing from the operator's jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read resource " + name, e);
    }
  }
}
