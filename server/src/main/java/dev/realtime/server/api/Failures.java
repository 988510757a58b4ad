package dev.realtime.server.api;

import dev.realtime.server.broker.BrokerOverloadedException;
import dev.realtime.server.broker.BrokerUnavailableException;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.ErrorCode;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the protocol's codes why a call failed. */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  static ErrorCode error(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case ApiException e -> e.error();
      case BrokerOverloadedException e -> Codes.TOO_MANY_REQUESTS;
      case BrokerUnavailableException e -> Codes.INTERNAL; // the broker's health tells more
      default -> {
        log.error("API call failed in a way that should not be", cause);
        yield Codes.INTERNAL;
      }
    };
  }
}
