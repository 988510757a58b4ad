package dev.realtime.server.proxy;

import java.util.Map;
import java.util.TreeMap;

/** Chooses the headers of a request to the backend. */
final class Headers {
  /** A cookie may have 4 KiB; nothing longer is passed on. */
  private static final int MAX_VALUE = 8 * 1024;

  private Headers() {}

  /**
   * Those allowed by the settings, by name in lower case. A value that could not stand in a header
   * (line ends, control characters) is left out: clients write emulated headers as they like.
   */
  static Map<String, String> of(ProxySettings settings, ProxyClient client) {
    Map<String, String> chosen = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    chosen.putAll(settings.staticHeaders());
    copy(settings.emulatedHeaders(), client.emulatedHeaders(), chosen);
    copy(settings.headers(), client.headers(), chosen);
    return chosen;
  }

  private static void copy(
      Iterable<String> names, Map<String, String> from, Map<String, String> to) {
    for (String name : names) {
      String value = from.get(name);
      if (value != null && isValue(value)) {
        to.put(name, value);
      }
    }
  }

  /** A token (RFC 9110, section 5.6.2). */
  static boolean isName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  /** Visible characters, spaces and tabs (RFC 9110, section 5.5). */
  static boolean isValue(String value) {
    return value.length() <= MAX_VALUE
        && value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= 0xff && c != 0x7f));
  }
}
