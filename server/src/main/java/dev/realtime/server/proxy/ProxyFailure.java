package dev.realtime.server.proxy;

/** Why the backend gave no answer that counts. */
public enum ProxyFailure {
  /** As many calls as allowed are under way. The client is told 111 and tries again. */
  BUSY("busy"),
  /** The circuit breaker keeps calls away after too many that failed or were slow. */
  CIRCUIT_OPEN("circuit_open"),
  /**
   * Calls are stopped by configuration: the circuit is open, or was to open at the first failure.
   */
  STOPPED("stopped"),
  /** No complete answer in time. */
  TIMEOUT("timeout"),
  /** No connection, or a broken one. */
  UNREACHABLE("unreachable"),
  /** A status other than 200. */
  STATUS("status"),
  /** Not the JSON that was asked for. */
  BAD_ANSWER("bad_answer"),
  /** The client's payload is not JSON, and the proxy is not told to pass it on as base64. */
  NOT_JSON("not_json");

  private final String label;

  ProxyFailure(String label) {
    this.label = label;
  }

  /** Value of the label {@code outcome} in metrics. */
  public String label() {
    return label;
  }
}
