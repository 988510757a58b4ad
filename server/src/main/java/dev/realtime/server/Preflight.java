package dev.realtime.server;

import dev.realtime.server.auth.JwksHttp;
import dev.realtime.server.auth.KeyException;
import dev.realtime.server.config.ProxyConfig;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.server.maintenance.MaintenanceSwitch;
import dev.realtime.server.proxy.ProxyDefinitions;
import dev.realtime.server.proxy.TrustedAuthority;
import dev.realtime.server.session.Live;
import dev.realtime.server.trace.OtlpTracing;
import dev.realtime.server.trace.Tracing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration leads to and may not be usable though every value is well formed: keys,
 * certificates, addresses. {@code check-config} makes all of it and throws it away, so that what it
 * calls valid also starts.
 */
final class Preflight {
  private Preflight() {}

  /**
   * Makes everything once; opens no connection.
   *
   * @throws KeyException if a key cannot be used
   * @throws IOException if another file cannot be used
   * @throws IllegalArgumentException if an address or a header cannot be
   */
  static void check(ServerOptions options, ServerConfig config, JwksHttp http)
      throws KeyException, IOException {
    var _ =
        new MaintenanceSwitch(
            options.directory(), options.environment(), () -> false, Clock.systemUTC());
    var _ = Live.of(config);
    var _ = Keys.load(config, options.directory(), null, http, Runnable::run, Clock.systemUTC());
    var _ = TlsFiles.load(config.listen().tls());
    var _ = ProxyDefinitions.from(config.proxy());
    var _ = trust(config.proxy());
    if (config.broker() == ServerConfig.BrokerKind.REDIS) {
      var _ = Brokers.settings(config.redis());
    }
    tracing(config).close();
  }

  /** The authority that https backends are checked against; null for Java's own. */
  static @Nullable SSLContext trust(ProxyConfig config) throws IOException {
    Path authority = config.caFile();
    try {
      return authority == null ? null : TrustedAuthority.of(authority);
    } catch (IllegalArgumentException e) {
      throw new IOException("proxy.caFile: " + e.getMessage(), e);
    }
  }

  static Tracing tracing(ServerConfig config) throws IOException {
    return config.tracing().enabled()
        ? OtlpTracing.start(config.tracing(), Version.text(), Version.nodeName(config))
        : Tracing.OFF;
  }
}
