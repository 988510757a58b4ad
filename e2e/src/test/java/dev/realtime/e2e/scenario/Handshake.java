package dev.realtime.e2e.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A server's answer to a WebSocket handshake. Java's HTTP client does not show a refused one.
 *
 * @param status 101 where a connection was made, which is closed at once
 * @param headers names in lower case
 */
record Handshake(int status, Map<String, String> headers) {
  private static final int TIMEOUT_MILLIS = 5_000;

  /** Asks the server at {@code host:port} for a connection. */
  static Handshake with(String authority) throws IOException {
    int colon = authority.lastIndexOf(':');
    InetSocketAddress address =
        new InetSocketAddress(
            authority.substring(0, colon), Integer.parseInt(authority.substring(colon + 1)));
    try (Socket socket = new Socket()) {
      socket.connect(address, TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      String request =
          """
          GET /connection/websocket HTTP/1.1
          Host: %s
          Connection: Upgrade
          Upgrade: websocket
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

          """
              .formatted(authority)
              .replace("\n", "\r\n");
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return read(new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)));
    }
  }

  private static Handshake read(BufferedReader reader) throws IOException {
    String statusLine = reader.readLine();
    if (statusLine == null) {
      throw new IOException("The server closed the connection without an answer");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = reader.readLine();
        line != null && !line.isEmpty();
        line = reader.readLine()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Handshake(Integer.parseInt(statusLine.split(" ", 3)[1]), headers);
  }
}
