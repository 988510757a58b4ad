package dev.realtime.server.config;

import java.net.URI;
import java.util.Objects;

/** Addresses as logs may have them. */
public final class Address {
  private Address() {}

  /** Scheme, host, port and path: a query may hold a key, and what precedes the host a password. */
  public static String plain(URI address) {
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    return address.getScheme()
        + "://"
        + address.getHost()
        + port
        + Objects.requireNonNullElse(address.getRawPath(), "");
  }
}
