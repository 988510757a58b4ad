package dev.realtime.bench.target;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run asks of its server.
 *
 * @param port on 127.0.0.1
 * @param secret signs and checks tokens (HS256, at least 32 bytes); empty lets anybody in
 * @param tls the certificate to serve, if TLS is spoken
 * @param redisPort of a Redis on 127.0.0.1 that several nodes share; empty for the memory broker
 * @param queueBytes what may wait for one client before the slow-client policy applies
 * @param slowPolicy of the server under test: {@code disconnect}, {@code drop-oldest} or {@code
 *     keep-latest}; peers only disconnect
 * @param caps that the node is configured with
 * @param variant of the target itself, such as a transport; empty for its default
 */
public record TargetOptions(
    int port,
    String secret,
    Optional<Tls> tls,
    Optional<Integer> redisPort,
    int queueBytes,
    String slowPolicy,
    Caps caps,
    String variant) {
  /** Publications that a recoverable channel keeps. */
  public static final int HISTORY_SIZE = 300;

  /** How long it keeps them. */
  public static final String HISTORY_TTL = "5m";

  /** Channels with this prefix are recoverable, at every target. */
  public static final String RECOVERABLE = "rec:";

  private static final String SECRET = "benchmark-secret-of-32-bytes-or-more";

  /**
   * What a node takes at most; 0 for no bound.
   *
   * @param connections of clients
   * @param publishesPerSecond into one channel
   */
  public record Caps(int connections, int publishesPerSecond) {
    /** As the target comes. */
    public static final Caps NONE = new Caps(0, 0);
  }

  /** Takes no more than that. */
  public TargetOptions withCaps(Caps most) {
    return new TargetOptions(port, secret, tls, redisPort, queueBytes, slowPolicy, most, variant);
  }

  /**
   * PEM files of a certificate.
   *
   * @param certificate the chain
   * @param key its private key, PKCS#8
   */
  public record Tls(Path certificate, Path key) {}

  /** With tokens, on plain TCP, in memory, with a queue of 1 MiB: what a scenario departs from. */
  public static TargetOptions standard(int port) {
    return new TargetOptions(
        port, SECRET, Optional.empty(), Optional.empty(), 1 << 20, "disconnect", Caps.NONE, "");
  }

  /** Lets anybody in. */
  public TargetOptions anonymous() {
    return new TargetOptions(port, "", tls, redisPort, queueBytes, slowPolicy, caps, variant);
  }

  /** Speaks TLS. */
  public TargetOptions with(Tls certificate) {
    return new TargetOptions(
        port, secret, Optional.of(certificate), redisPort, queueBytes, slowPolicy, caps, variant);
  }

  /** Shares that Redis. */
  public TargetOptions withRedis(int redis) {
    return new TargetOptions(
        port, secret, tls, Optional.of(redis), queueBytes, slowPolicy, caps, variant);
  }

  /** Bounds what waits for a slow client. */
  public TargetOptions withQueue(int bytes, String policy) {
    return new TargetOptions(port, secret, tls, redisPort, bytes, policy, caps, variant);
  }

  /** Another variant of the target. */
  public TargetOptions withVariant(String name) {
    return new TargetOptions(port, secret, tls, redisPort, queueBytes, slowPolicy, caps, name);
  }

  /** On another port. */
  public TargetOptions withPort(int other) {
    return new TargetOptions(other, secret, tls, redisPort, queueBytes, slowPolicy, caps, variant);
  }
}
