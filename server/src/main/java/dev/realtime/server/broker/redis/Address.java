package dev.realtime.server.broker.redis;

/**
 * Where a server listens.
 *
 * @param host name or IP address
 * @param port from 1 to 65535
 */
public record Address(String host, int port) {
  /** Checks the port. */
  public Address {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "Redis address " + host + ":" + port + ": needs a host and a port from 1 to 65535");
    }
  }

  /**
   * Reads {@code host:port}; an IPv6 address may stand in brackets.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("Redis address \"" + text + "\": expected host:port");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return new Address(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Redis address \"" + text + "\": the port is not a number", e);
    }
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
