package dev.realtime.operator.notify;

import java.util.Map;

/** What is posted to a receiver. */
record Message(String url, Map<String, String> headers, String body) {
  Message {
    headers = Map.copyOf(headers);
  }

  /** Without the address and headers, which are secrets. */
  @Override
  public String toString() {
    return "Message[" + body.length() + " characters]";
  }
}
