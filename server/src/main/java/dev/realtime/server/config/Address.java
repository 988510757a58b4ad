package dev.realtime.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;

/** Addresses as logs may have them. */
public final class Address {
  private Address() {}

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException saying where it is malformed, without repeating it
   */
  public static URI of(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "address is malformed at character " + (e.getIndex() + 1) + ": " + e.getReason());
    }
  }

  /** Scheme, host, port and path: a query may hold a key, and what precedes the host a password. */
  public static String plain(URI address) {
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    return address.getScheme()
        + "://"
        + Objects.requireNonNullElse(address.getHost(), "")
        + port
        + Objects.requireNonNullElse(address.getRawPath(), "");
  }
}
