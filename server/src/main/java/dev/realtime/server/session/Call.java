package dev.realtime.server.session;

import dev.realtime.server.broker.BrokerOverloadedException;
import dev.realtime.server.broker.BrokerUnavailableException;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Disconnect;
import dev.realtime.server.message.ErrorCode;
import dev.realtime.server.message.Result;
import dev.realtime.server.metrics.Outcome;
import dev.realtime.server.metrics.Rejection;
import dev.realtime.server.metrics.RequestKind;
import dev.realtime.server.proxy.ProxyFailure;
import dev.realtime.server.proxy.ProxyOutcome;
import dev.realtime.server.trace.Span;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command on its way to its answer. Exactly one of {@link #ok}, {@link #error}, {@link
 * #disconnect} and {@link #done} ends it.
 */
final class Call {
  private static final Logger log = LoggerFactory.getLogger(Call.class);

  private final Session session;
  private final long id;
  private final RequestKind kind;
  private final boolean exclusive;
  private final Span span;
  private final long beganNanos = System.nanoTime();
  private boolean ended;

  Call(Session session, long id, RequestKind kind, boolean exclusive, Span span) {
    this.session = session;
    this.id = id;
    this.kind = kind;
    this.exclusive = exclusive;
    this.span = span;
  }

  Session session() {
    return session;
  }

  RequestKind kind() {
    return kind;
  }

  /** What a trace shows of it; calls to a backend on its behalf are below this. */
  Span span() {
    return span;
  }

  /** Answers with a result. */
  void ok(Result result) {
    session.outbox().result(id, result);
    end(Outcome.OK, 0);
  }

  /**
   * Answers with a result, and does what belongs to it before the next command begins.
   *
   * @param after may end the connection
   */
  void ok(Result result, Runnable after) {
    session.outbox().result(id, result);
    after.run();
    end(Outcome.OK, 0);
  }

  /** Ends without an answer, after doing what belongs to it. */
  void done(Runnable after) {
    after.run();
    end(Outcome.OK, 0);
  }

  /** Answers with an error. */
  void error(ErrorCode error) {
    error(error, Outcome.ofErrorCode(error.code()));
  }

  /** Answers with an error that counts as something else than its code says. */
  void error(ErrorCode error, Outcome outcome) {
    session.outbox().error(id, error);
    end(outcome, error.code());
  }

  /** Answers with the limit that was met. */
  void limited(Rejection rejection) {
    session.services().metrics().rejected(rejection);
    error(Codes.TOO_MANY_REQUESTS);
  }

  /** Ends the connection instead of an answer. */
  void disconnect(Disconnect why) {
    disconnect(why, why.equals(Codes.SERVER_ERROR) ? Outcome.SERVER_ERROR : Outcome.CLIENT_ERROR);
  }

  /** The same, counted as something else than its code says. */
  void disconnect(Disconnect why, Outcome outcome) {
    session.disconnect(why); // first, or the commands behind this one would begin
    end(outcome, why.code());
  }

  /**
   * Answers with the temporary error for what the broker could not do. The client stays connected:
   * trouble of the broker is none of its making.
   */
  void brokerFailed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof BrokerOverloadedException) {
      limited(Rejection.BROKER_QUEUE);
      return;
    }
    if (cause instanceof BrokerUnavailableException) {
      session.about(log.atDebug()).log("{}: {}", kind, cause.toString());
    } else {
      session.about(log.atError()).setCause(cause).log("{} failed", kind);
    }
    error(Codes.INTERNAL);
  }

  /** Answers as the backend's outcome demands, if it is not an answer. */
  void backendRefused(ProxyOutcome<?> outcome) {
    switch (outcome) {
      case ProxyOutcome.Answered<?> _ -> throw new IllegalStateException("not refused");
      case ProxyOutcome.Refused<?>(int code, String message, boolean temporary) ->
          error(new ErrorCode(code, message, temporary));
      case ProxyOutcome.Disconnected<?>(int code, String reason) ->
          disconnect(new Disconnect(code, reason));
      case ProxyOutcome.Failed<?>(ProxyFailure failure, String detail) -> {
        session.about(log.atDebug()).log("{}: backend {}", kind, detail);
        error(told(failure), counted(failure));
      }
    }
  }

  /** What a client is told of a backend that gave no answer that counts. */
  static ErrorCode told(ProxyFailure failure) {
    return switch (failure) {
      case BUSY -> Codes.TOO_MANY_REQUESTS;
      case NOT_JSON -> Codes.BAD_REQUEST;
      case CIRCUIT_OPEN, STOPPED, TIMEOUT, UNREACHABLE, STATUS, BAD_ANSWER -> Codes.INTERNAL;
    };
  }

  /**
   * How it counts. A circuit that opened by itself stands for a backend that fails; one that was
   * opened on purpose is nobody's failure.
   */
  static Outcome counted(ProxyFailure failure) {
    return failure == ProxyFailure.STOPPED
        ? Outcome.REFUSED
        : Outcome.ofErrorCode(told(failure).code());
  }

  private void end(Outcome outcome, int code) {
    if (ended) {
      throw new IllegalStateException(kind + " was answered twice");
    }
    ended = true;
    session.services().metrics().request(kind, outcome, System.nanoTime() - beganNanos);
    if (span.isRecording() && kind == RequestKind.CONNECT && !session.user().isEmpty()) {
      span.attribute("user.id", session.user()); // nobody knew it when the command began
    }
    span.end(outcome, code);
    session.commands().ended(exclusive);
  }
}
