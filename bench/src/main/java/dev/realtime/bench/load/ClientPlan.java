package dev.realtime.bench.load;

import java.util.List;

/**
 * A group of equal clients.
 *
 * @param endpoint where they connect
 * @param count how many, at most {@link #MOST} in one process
 * @param firstNumber the number of the first of them, unique over all processes
 * @param sources loopback addresses to connect from, at least 1: a source has some 28,000 ports
 * @param channels what they subscribe to
 * @param reads false: a client stops reading once it is subscribed
 * @param receiveBuffer bytes of the socket's receive buffer; 0 leaves it to the kernel
 * @param reconnect whether a client that lost its connection, or was not let in, comes back as the
 *     SDKs do
 * @param pace how fast they connect
 * @param payloadBytes size of the payloads they will receive
 */
public record ClientPlan(
    Endpoint endpoint,
    int count,
    int firstNumber,
    int sources,
    Channels channels,
    boolean reads,
    int receiveBuffer,
    boolean reconnect,
    Pace pace,
    int payloadBytes) {
  /** The most clients of one process: what 20,000 open files leave room for. */
  public static final int MOST = 18_000;

  public ClientPlan {
    if (count < 0 || count > MOST) {
      throw new IllegalArgumentException(
          "%d clients in one process; it can be 0 to %d, use more workers".formatted(count, MOST));
    }
    if (sources < 1 || sources > 200) {
      throw new IllegalArgumentException(sources + " source addresses; it can be 1 to 200");
    }
  }

  /** The same at another pace. */
  public ClientPlan at(Pace other) {
    return new ClientPlan(
        endpoint,
        count,
        firstNumber,
        sources,
        channels,
        reads,
        receiveBuffer,
        reconnect,
        other,
        payloadBytes);
  }

  /**
   * The same, but they stop reading once they are subscribed.
   *
   * @param buffer bytes of their receive buffers, so that the kernel does not read for them
   */
  public ClientPlan notReading(int buffer) {
    return new ClientPlan(
        endpoint,
        count,
        firstNumber,
        sources,
        channels,
        false,
        buffer,
        reconnect,
        pace,
        payloadBytes);
  }

  /**
   * Where clients connect, and how.
   *
   * @param ports of 127.0.0.1; a client begins at one and goes to the next when it reconnects
   * @param dialect a name of {@link dev.realtime.bench.wire.Dialect#named}
   * @param secret signs a token for each client; empty connects without a token
   * @param tls whether to speak TLS; the certificate is not verified
   */
  public record Endpoint(List<Integer> ports, String dialect, String secret, boolean tls) {
    public Endpoint {
      ports = List.copyOf(ports);
    }
  }

  /**
   * The streams of a client; the channel of stream n is called {@code prefix + n}.
   *
   * @param prefix of their names; a fresh one for each run, since streams begin at sequence 1
   * @param each how many streams a client has
   * @param shared whether all clients have the same ones
   * @param recover whether a client asks for what it missed when it comes back
   */
  public record Channels(String prefix, int each, boolean shared, boolean recover) {
    int first(int client) {
      return shared ? 0 : client * each;
    }
  }

  /**
   * How fast to connect.
   *
   * @param inFlight connections being made at a time
   * @param perSecond started per second; 0 for no other bound than {@code inFlight}
   * @param timeoutSeconds after which those not connected count as failed
   */
  public record Pace(int inFlight, int perSecond, int timeoutSeconds) {}
}
