package dev.realtime.server.proxy;

import dev.realtime.server.config.Address;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How one endpoint of the backend is asked.
 *
 * @param endpoint http or https address; requests are POSTs to it
 * @param timeout longest wait for the whole answer; SDKs give a command 5 s
 * @param headers names of headers of the client's HTTP request that are passed on
 * @param emulatedHeaders names of headers from the client's connect command that are passed on.
 *     Whatever is in them is the client's word: only for what the backend verifies, such as a
 *     token. A header of the HTTP request comes first
 * @param staticHeaders headers added to every request, unless one of those above has the same name
 * @param includeMeta pass the connection's meta information on
 * @param binary pass payloads on as base64 ({@code b64data}), for Protobuf clients whose payloads
 *     are not JSON
 * @param concurrency most calls under way; more are refused
 * @param circuit when to cease asking
 * @param cache which answers to give again
 * @param statusRefusals what clients are told on a status other than 200, instead of the temporary
 *     error 100
 */
public record ProxySettings(
    URI endpoint,
    Duration timeout,
    List<String> headers,
    List<String> emulatedHeaders,
    Map<String, String> staticHeaders,
    boolean includeMeta,
    boolean binary,
    int concurrency,
    Circuit circuit,
    Cache cache,
    Map<Integer, StatusRefusal> statusRefusals) {

  /** Headers that belong to one connection, or are made by this server itself. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** How the circuit breaker works. */
  public enum CircuitMode {
    /** Opens and closes by itself. */
    AUTOMATIC,
    /**
     * Opens at the first call that fails or crawls, and tries one call at a time: set while the
     * backend is known to be in trouble. What it keeps away is turned away on purpose.
     */
    EAGER,
    /** Open until told otherwise: nothing is asked, every client is told to try again. */
    OPEN,
    /** Never opens. */
    OFF
  }

  /**
   * When to cease asking.
   *
   * @param mode who decides
   * @param failureRate per cent of failed calls in the window from which it opens, 1 to 100
   * @param slowAfter calls that took longer count as failed for this purpose; at least 1 ms. The
   *     timeout, to let only failures count
   * @param window number of last calls looked at; it does not open before that many
   * @param openFor how long nothing is asked before it is tried with a few calls
   */
  public record Circuit(
      CircuitMode mode, int failureRate, Duration slowAfter, int window, Duration openFor) {}

  /**
   * Which answers to give again.
   *
   * @param ttl how long; 0 for never
   * @param maxBytes most memory for answers
   * @param methods for rpc alone: the methods whose answers may be given again, for they only read
   */
  public record Cache(Duration ttl, long maxBytes, Set<String> methods) {
    /** Every question is asked. */
    public static final Cache OFF = new Cache(Duration.ZERO, 0, Set.of());

    /** Copies the set. */
    public Cache {
      methods = Set.copyOf(methods);
    }

    boolean enabled() {
      return ttl.isPositive() && maxBytes > 0;
    }
  }

  /** What clients are told on one HTTP status. */
  public sealed interface StatusRefusal {
    /** An error reply. */
    record ToError(int code, String message, boolean temporary) implements StatusRefusal {}

    /** The end of the connection. */
    record ToDisconnect(int code, String reason) implements StatusRefusal {}
  }

  /** One second, a hundred calls, half of 20 failed, nothing passed on, nothing cached. */
  public static ProxySettings of(URI endpoint) {
    Duration timeout = Duration.ofSeconds(1);
    return new ProxySettings(
        endpoint,
        timeout,
        List.of(),
        List.of(),
        Map.of(),
        false,
        false,
        100,
        new Circuit(CircuitMode.AUTOMATIC, 50, timeout, 20, Duration.ofSeconds(10)),
        Cache.OFF,
        Map.of());
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the value that cannot be, and what can
   */
  public ProxySettings {
    if (!List.of("http", "https").contains(String.valueOf(endpoint.getScheme()))
        || endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          "proxy endpoint '" + Address.plain(endpoint) + "' is not an http or https address");
    }
    if (!timeout.isPositive() || concurrency < 1) {
      throw new IllegalArgumentException("proxy timeout and concurrency must be above 0");
    }
    headers = lowerCase(headers);
    emulatedHeaders = lowerCase(emulatedHeaders);
    staticHeaders = Map.copyOf(staticHeaders);
    statusRefusals = Map.copyOf(statusRefusals);
    lowerCase(List.copyOf(staticHeaders.keySet()));
    staticHeaders.forEach(
        (name, value) -> {
          if (!Headers.isValue(value)) {
            throw new IllegalArgumentException(
                "header '"
                    + name
                    + "' holds what no header can; use printable characters, blanks and tabs, at"
                    + " most 8 KiB");
          }
        });
  }

  private static List<String> lowerCase(List<String> names) {
    List<String> lower = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    for (String name : lower) {
      if (RESERVED.contains(name)) {
        throw new IllegalArgumentException(
            "header '" + name + "' cannot be passed on: it is set by the connection itself");
      }
      if (!Headers.isName(name)) {
        throw new IllegalArgumentException("'" + name + "' is not a header name");
      }
    }
    return lower;
  }
}
