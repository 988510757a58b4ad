package dev.realtime.server.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may connect: browsers send where a page came from, and let any page open a WebSocket
 * anywhere, so that only the server can refuse.
 *
 * <p>Requests without an {@code Origin} header do not come from a page, and pass; the header
 * protects users of browsers, not the server. With no pattern given, pages of the server's own host
 * pass.
 */
public final class OriginPolicy {
  private final List<OriginPattern> patterns;

  private OriginPolicy(List<OriginPattern> patterns) {
    this.patterns = patterns;
  }

  /**
   * A policy of patterns as described at {@link OriginPattern#parse}.
   *
   * @throws IllegalArgumentException naming the pattern that cannot be read, and why
   */
  public static OriginPolicy of(List<String> patterns) {
    return new OriginPolicy(patterns.stream().map(OriginPattern::parse).toList());
  }

  /**
   * Whether a request may come in.
   *
   * @param origin its {@code Origin} header; null if it has none
   * @param host its {@code Host} header; null if it has none
   */
  public boolean allows(@Nullable String origin, @Nullable String host) {
    if (origin == null || origin.isEmpty()) {
      return true;
    }
    if (patterns.isEmpty()) {
      return isSameHost(origin, host);
    }
    for (OriginPattern pattern : patterns) {
      if (pattern.matches(origin)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSameHost(String origin, @Nullable String host) {
    Origin page = Origin.parse(origin);
    if (page == null || host == null) {
      return false;
    }
    // TLS may end before this server: the page's own scheme tells the default port of both.
    Origin server = Origin.parse(page.scheme() + "://" + host);
    return page.equals(server);
  }
}
