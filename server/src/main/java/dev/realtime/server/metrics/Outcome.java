package dev.realtime.server.metrics;

import java.util.Locale;

/** How a request ended. */
public enum Outcome {
  /** As it was asked. */
  OK,
  /** Refused for what the client sent, or for a limit of its own. */
  CLIENT_ERROR,
  /**
   * Turned away on purpose, to protect this node or a backend: shed load, drain, maintenance mode,
   * a circuit that is open by configuration, or was set to open at the first failure; and calls of
   * the server API without a key that holds, or of no form that it knows. No failure, and no
   * success either: the operator's error rate leaves these out.
   */
  REFUSED,
  /**
   * Failed for the server's sake: internal error, broker or backend unavailable. The operator's
   * error rate counts these alone.
   */
  SERVER_ERROR;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Value of the label. */
  public String label() {
    return label;
  }

  /**
   * The outcome of a reply with an error of the client protocol. 100 (internal, temporary) is the
   * server's; every other code is the client's or the application's.
   */
  public static Outcome ofErrorCode(int code) {
    return code == 0 ? OK : code == 100 ? SERVER_ERROR : CLIENT_ERROR;
  }

  /** The outcome of an HTTP answer. */
  public static Outcome ofHttpStatus(int status) {
    return status < 400 ? OK : status < 500 ? CLIENT_ERROR : SERVER_ERROR;
  }
}
