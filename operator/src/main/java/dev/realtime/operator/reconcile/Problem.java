package dev.realtime.operator.reconcile;

import dev.realtime.operator.status.Reason;

/**
 * Something that keeps a service from being what its spec says.
 *
 * @param reason kind of problem, with its remedy
 * @param message what exactly, with names
 */
public record Problem(Reason reason, String message) {
  /** Message and remedy as one text. */
  public String text() {
    return message + ". " + reason.remedy();
  }
}
