package dev.realtime.operator.signal;

import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.HttpDependency;
import dev.realtime.api.v1alpha1.runbook.RedisDependency;
import dev.realtime.api.v1alpha1.runbook.TcpDependency;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The probe that fits a dependency. */
public final class Probes {
  /**
   * Unauthorized, forbidden, proxy authentication required: about the operator, not the service.
   */
  private static final Set<Integer> NOT_LET_IN = Set.of(401, 403, 407);

  private final HttpClient client;
  private final SecretReader secrets;

  /**
   * @param client without redirects
   * @param secrets of the service's namespace
   */
  public Probes(HttpClient client, SecretReader secrets) {
    this.client = client;
    this.secrets = secrets;
  }

  /**
   * The sampler of a dependency.
   *
   * @param slow what counts as slow where the dependency does not say
   */
  public Sampler of(Dependency dependency, Duration slow) {
    return new DependencyReader(
        dependency.name(),
        dependency.isDatabase(),
        Duration.ofSeconds(dependency.intervalSeconds()),
        Duration.ofMillis(dependency.timeoutMillis()),
        dependency.slowMillis() == null ? slow : Duration.ofMillis(dependency.slowMillis()),
        probe(dependency));
  }

  private DependencyProbe probe(Dependency dependency) {
    if (dependency.postgresql() != null) {
      return new PostgresqlProbe(dependency.postgresql(), secrets);
    }
    if (dependency.http() != null) {
      HttpDependency http = dependency.http();
      return timeout -> http(http, timeout);
    }
    if (dependency.tcp() != null) {
      TcpDependency tcp = dependency.tcp();
      return timeout -> tcp(tcp, timeout);
    }
    if (dependency.redis() != null) {
      RedisDependency redis = dependency.redis();
      return timeout -> redis(redis, timeout);
    }
    throw new IllegalArgumentException(
        "dependency "
            + dependency.name()
            + " is of no kind; the API server should have refused it");
  }

  private DependencyProbe.Answer http(HttpDependency http, Duration timeout)
      throws DependencyProbe.Failed,
          DependencyProbe.NotLetIn,
          SecretReader.NotReadable,
          InterruptedException {
    Map<String, String> headers =
        http.bearerToken() == null
            ? Map.of()
            : Map.of("Authorization", "Bearer " + secrets.read(http.bearerToken()));
    try {
      int status = new Http(client).get(URI.create(http.url()), headers, timeout).status();
      boolean expected = (status >= 200 && status < 400) || http.expectedStatus().contains(status);
      if (!expected && NOT_LET_IN.contains(status)) {
        throw new DependencyProbe.NotLetIn(
            "it does not let the operator in: HTTP status "
                + status
                + " (see bearerToken and expectedStatus of the dependency)");
      }
      if (!expected) {
        throw new DependencyProbe.Failed("HTTP status " + status, null);
      }
      return DependencyProbe.Answer.PLAIN;
    } catch (IOException e) {
      throw new DependencyProbe.Failed(Http.say(e), e);
    }
  }

  private static DependencyProbe.Answer tcp(TcpDependency tcp, Duration timeout)
      throws DependencyProbe.Failed {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(tcp.host(), tcp.port()), (int) timeout.toMillis());
      return DependencyProbe.Answer.PLAIN;
    } catch (IOException e) {
      throw new DependencyProbe.Failed(Http.say(e), e);
    }
  }

  private DependencyProbe.Answer redis(RedisDependency redis, Duration timeout)
      throws DependencyProbe.Failed,
          DependencyProbe.NotLetIn,
          SecretReader.NotReadable,
          InterruptedException {
    var target =
        new RedisTarget(
            List.of(redis.host() + ":" + redis.port()),
            null,
            null,
            redis.password() == null ? null : secrets.read(redis.password()),
            null,
            redis.tls());
    try (var connection = RedisConnection.open(target, timeout)) {
      connection.ping();
      return DependencyProbe.Answer.PLAIN;
    } catch (IOException e) {
      if (RedisReader.notLetIn(String.valueOf(e.getMessage()))) {
        throw new DependencyProbe.NotLetIn("it does not let the operator in: " + e.getMessage());
      }
      throw new DependencyProbe.Failed(Http.say(e), e);
    }
  }
}
