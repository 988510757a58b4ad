package dev.realtime.server.broker.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Why Redis did not do as asked, from the first word of its error, and what that calls for. */
enum RedisError {
  /** The master was demoted: the connection has to move. */
  READONLY,
  /** The slot lives elsewhere. */
  MOVED,
  /** The slot is on its way, and this key has arrived already. */
  ASK,
  /** The slot is on its way, and the request's keys are on both sides of it. */
  TRYAGAIN,
  /** Cluster has no owner for the slot, or too few masters. */
  CLUSTERDOWN,
  /** The data set is being read from disk. */
  LOADING,
  /** maxmemory is reached and nothing may be evicted. */
  OOM,
  /** Persistence fails, so writes are refused. */
  MISCONF,
  /** Fewer replicas than min-replicas-to-write asks for. */
  NOREPLICAS,
  /** The master is away and replica-serve-stale-data is off. */
  MASTERDOWN,
  /** A script runs too long. */
  BUSY,
  /** The ACL user may not do this. */
  NOPERM,
  /** The password is missing, wrong, or was rotated. */
  NOAUTH,
  /** Any other error of Redis. */
  OTHER,
  /** No answer: connection closed, refused or timed out. */
  CONNECTION;

  /** In Cluster: the server is well, but the slot is elsewhere or on its way. */
  boolean isRedirection() {
    return this == MOVED || this == ASK || this == TRYAGAIN;
  }

  /** Writes are refused, while reads and publications go on. */
  boolean isOfWrites() {
    return this == OOM || this == MISCONF || this == NOREPLICAS;
  }

  static RedisError of(Throwable failure) {
    String message = answer(failure);
    if (message == null) {
      return CONNECTION;
    }
    int space = message.indexOf(' ');
    String word = (space < 0 ? message : message.substring(0, space)).toUpperCase(Locale.ROOT);
    return switch (word) {
      case "READONLY" -> READONLY;
      case "MOVED" -> MOVED;
      case "ASK" -> ASK;
      case "TRYAGAIN" -> TRYAGAIN;
      case "CLUSTERDOWN" -> CLUSTERDOWN;
      case "LOADING" -> LOADING;
      case "OOM" -> OOM;
      case "MISCONF" -> MISCONF;
      case "NOREPLICAS" -> NOREPLICAS;
      case "MASTERDOWN" -> MASTERDOWN;
      case "BUSY" -> BUSY;
      case "NOPERM" -> NOPERM;
      case "NOAUTH", "WRONGPASS" -> NOAUTH;
      default -> OTHER;
    };
  }

  /** The address that a MOVED or ASK names, or null where it names none. */
  static @Nullable Address target(Throwable failure, Address asked) {
    String message = answer(failure);
    String[] words = message == null ? new String[0] : message.split(" ", -1);
    if (words.length < 3) {
      return null;
    }
    // A node that does not know its own address leaves the host out: it is the one we asked.
    return words[2].startsWith(":")
        ? new Address(asked.host(), Integer.parseInt(words[2].substring(1)))
        : Address.parse(words[2]);
  }

  private static @Nullable String answer(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause != null) {
      if (cause instanceof RedisCommandExecutionException && cause.getMessage() != null) {
        return cause.getMessage();
      }
      cause =
          cause instanceof CompletionException || cause.getCause() != null
              ? cause.getCause()
              : null;
    }
    return null;
  }
}
