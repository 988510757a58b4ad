package dev.realtime.e2e.sdk;

import java.util.List;
import java.util.Set;

/**
 * A client of one of the official SDKs. Operations wait for the server's answer, ten seconds at
 * most, and throw {@link SdkException} where it is an error.
 */
public interface SdkClient extends AutoCloseable {

  /** Starts connecting; the SDK goes on trying until {@link #disconnect}. */
  void connect();

  void disconnect();

  /** Subscribes, with joins and leaves; ends when the server has answered. */
  default void subscribe(String channel) {
    subscribe(channel, List.of(), false);
  }

  /**
   * Does the same with more.
   *
   * @param tokens each time the SDK asks for one it is given the next, the last one from then on;
   *     none: it has no token
   * @param delta asks for fossil deltas; where the SDK knows them, see {@link Sdk#knowsDelta}
   */
  void subscribe(String channel, List<String> tokens, boolean delta);

  void unsubscribe(String channel);

  /** Publishes JSON. */
  void publish(String channel, String data);

  /** Returns the ids of the clients in a channel. */
  Set<String> presence(String channel);

  /** Returns the last publications of a channel, oldest first. */
  List<String> history(String channel, int limit);

  /** Reads the history since the start of a stream of this epoch. */
  List<String> historySince(String channel, String epoch);

  /** Calls the application's backend with JSON, and returns its answer. */
  String rpc(String method, String data);

  /** Returns what happened to this client. */
  Journal journal();

  @Override
  void close();

  /** The server, or the SDK, refused an operation. */
  final class SdkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    SdkException(int code, String message) {
      super(code + ": " + message);
      this.code = code;
    }

    /** Returns the protocol's code, for example 103; below 100 it is the SDK's own. */
    public int code() {
      return code;
    }
  }
}
