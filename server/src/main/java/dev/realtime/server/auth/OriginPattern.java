package dev.realtime.server.auth;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the list of allowed origins.
 *
 * @param any every origin matches, {@code null} among them
 * @param opaque the origin {@code null} matches, and no other
 * @param scheme in lower case, or {@code *}
 * @param host in lower case: a name, {@code *.} and the end of a name, or {@code *}
 * @param port a number, {@link #DEFAULT_PORT} or {@link #ANY_PORT}
 */
record OriginPattern(boolean any, boolean opaque, String scheme, String host, int port) {
  private static final int DEFAULT_PORT = -1;
  private static final int ANY_PORT = -2;

  private static final Pattern FORM =
      Pattern.compile(
          "(\\*|[a-zA-Z][a-zA-Z0-9+.-]*)://"
              + "(\\*|\\[[0-9a-fA-F:.]+]|(?:\\*\\.)?[^\\s/@:?#\\\\\\[\\]*]+)"
              + "(?::(\\*|[0-9]{1,5}))?");

  /**
   * Reads a pattern: {@code scheme://host[:port]}, where each part may be {@code *} and a host may
   * begin with {@code *.} for its subdomains of any depth, the domain itself not among them.
   * Without a port, the scheme's default port is meant. {@code *} alone allows everything, and
   * {@code null} pages without an origin (sandboxed frames, local files).
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static OriginPattern parse(String pattern) {
    if (pattern.equals("*")) {
      return new OriginPattern(true, false, "*", "*", ANY_PORT);
    }
    if (pattern.equals("null")) {
      return new OriginPattern(false, true, "", "", ANY_PORT);
    }
    Matcher parts = FORM.matcher(pattern);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "origins: '"
              + pattern
              + "' is not scheme://host[:port], as in https://*.example.com or"
              + " http://localhost:*; it has no path, and '*' stands for a whole scheme, host,"
              + " port, or all subdomains at the beginning of a host");
    }
    return new OriginPattern(
        false,
        false,
        parts.group(1).toLowerCase(Locale.ROOT),
        parts.group(2).toLowerCase(Locale.ROOT),
        port(pattern, parts.group(3)));
  }

  private static int port(String pattern, @Nullable String port) {
    if (port == null) {
      return DEFAULT_PORT;
    }
    if (port.equals("*")) {
      return ANY_PORT;
    }
    int number = Integer.parseInt(port);
    if (number == 0 || number > 65_535) {
      throw new IllegalArgumentException("origins: '" + pattern + "' has a port not in 1 to 65535");
    }
    return number;
  }

  boolean matches(String header) {
    if (any) {
      return true;
    }
    if (opaque) {
      return header.equals("null");
    }
    Origin origin = Origin.parse(header);
    return origin != null
        && (scheme.equals("*") || scheme.equals(origin.scheme()))
        && matchesHost(origin.host())
        && matchesPort(origin);
  }

  private boolean matchesHost(String name) {
    if (host.equals("*")) {
      return true;
    }
    if (host.startsWith("*.")) {
      String end = host.substring(1);
      return name.length() > end.length() && name.endsWith(end);
    }
    return host.equals(name);
  }

  private boolean matchesPort(Origin origin) {
    return switch (port) {
      case ANY_PORT -> true;
      case DEFAULT_PORT -> origin.port() == Origin.defaultPort(origin.scheme());
      default -> origin.port() == port;
    };
  }
}
