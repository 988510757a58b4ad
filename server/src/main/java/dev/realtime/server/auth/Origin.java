package dev.realtime.server.auth;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a page came from (RFC 6454): scheme, host and port and nothing else.
 *
 * @param scheme in lower case
 * @param host in lower case; an IPv6 address stands in brackets
 * @param port the default one of http and https filled in; 0 where there is none
 */
record Origin(String scheme, String host, int port) {
  /** Nothing a browser sends is longer than a host name of 253 characters allows. */
  private static final int MAX_LENGTH = 300;

  private static final Pattern FORM =
      Pattern.compile(
          "([a-zA-Z][a-zA-Z0-9+.-]*)://(\\[[0-9a-fA-F:.]+]|[^\\s/@:?#\\\\\\[\\]*]+)(?::([0-9]{1,5}))?");

  /** Null for {@code null}, which browsers send for pages without an origin, and for nonsense. */
  static @Nullable Origin parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    int port = parts.group(3) == null ? defaultPort(scheme) : Integer.parseInt(parts.group(3));
    return port > 65_535 ? null : new Origin(scheme, parts.group(2).toLowerCase(Locale.ROOT), port);
  }

  static int defaultPort(String scheme) {
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default -> 0;
    };
  }
}
