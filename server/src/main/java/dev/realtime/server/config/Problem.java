package dev.realtime.server.config;

/**
 * One thing wrong with a configuration.
 *
 * @param key full path of the key, like {@code namespaces[2].historySize}; empty for the file
 * @param line in the file, from 1; 0 where it does not come from a line (environment, absence)
 * @param source the file, or the environment variable
 * @param message the value, what is wrong with it, and what to do
 */
public record Problem(String key, int line, String source, String message) {
  @Override
  public String toString() {
    String place = line > 0 ? source + " line " + line : source;
    return place + ": " + (key.isEmpty() ? "" : key + ": ") + message;
  }
}
