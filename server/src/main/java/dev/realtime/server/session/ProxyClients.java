package dev.realtime.server.session;

import dev.realtime.server.proxy.ProxyClient;
import dev.realtime.server.trace.Span;
import java.util.Map;

/** Sessions as the backend is told of them. */
final class ProxyClients {
  private ProxyClients() {}

  static ProxyClient of(Call call) {
    return of(call, call.session().identity().headers());
  }

  static ProxyClient of(Call call, Map<String, String> emulatedHeaders) {
    return of(call.session(), emulatedHeaders, call.span());
  }

  /** On behalf of a session whose time is up; nobody asked for it. */
  static ProxyClient of(Session session) {
    return of(session, session.identity().headers(), Span.NONE);
  }

  private static ProxyClient of(Session session, Map<String, String> emulatedHeaders, Span span) {
    TransportKind transport = session.connection().transport();
    return new ProxyClient(
        session.id(),
        session.user(),
        transport.name(),
        transport.protobuf(),
        session.identity().meta(),
        session.connection().headers(),
        emulatedHeaders,
        span);
  }
}
