package dev.realtime.server.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What routes want to know of a request. */
record ClientRequest(FullHttpRequest http, String path, Map<String, List<String>> query) {

  /**
   * Takes a request apart.
   *
   * @throws IllegalArgumentException if its address is malformed
   */
  static ClientRequest of(FullHttpRequest http) {
    QueryStringDecoder uri = new QueryStringDecoder(http.uri());
    return new ClientRequest(http, uri.path(), uri.parameters());
  }

  String parameter(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? "" : values.getFirst();
  }

  @Nullable String header(CharSequence name) {
    return http.headers().get(name);
  }

  @Nullable String origin() {
    return header(HttpHeaderNames.ORIGIN);
  }

  /** Address of the client: the socket's peer, or what the proxy before the server says. */
  String clientAddress(ChannelHandlerContext ctx, String addressHeader) {
    if (!addressHeader.isEmpty()) {
      List<String> lines = http.headers().getAll(addressHeader);
      String line = lines.isEmpty() ? "" : lines.getLast();
      // What is before can be made up by the client; the last entry is the proxy's own, and so is
      // the last line, where a proxy adds one instead of an entry.
      String last = line.substring(line.lastIndexOf(',') + 1).strip();
      if (!last.isEmpty()) {
        return last.length() > 64 ? last.substring(0, 64) : last;
      }
    }
    return ctx.channel().remoteAddress() instanceof InetSocketAddress peer
            && peer.getAddress() != null
        ? peer.getAddress().getHostAddress()
        : "unknown";
  }

  /** The headers of these names (in lower case) that the request has. */
  Map<String, String> headers(Set<String> wanted) {
    if (wanted.isEmpty()) {
      return Map.of();
    }
    Map<String, String> found = new HashMap<>();
    for (Map.Entry<String, String> header : http.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (wanted.contains(name)) {
        found.merge(name, header.getValue(), (a, b) -> a + ", " + b);
      }
    }
    return found.isEmpty() ? Map.of() : Map.copyOf(found);
  }
}
