package dev.realtime.server.session;

import dev.realtime.server.proxy.ProxyClient;
import java.util.Map;

/** Sessions as the backend is told of them. */
final class ProxyClients {
  private ProxyClients() {}

  static ProxyClient of(Session session) {
    return of(session, session.identity().headers());
  }

  static ProxyClient of(Session session, Map<String, String> emulatedHeaders) {
    TransportKind transport = session.connection().transport();
    return new ProxyClient(
        session.id(),
        session.user(),
        transport.name(),
        transport.protobuf(),
        session.identity().meta(),
        session.connection().headers(),
        emulatedHeaders);
  }
}
