package dev.realtime.server.trace;

import dev.realtime.server.metrics.Outcome;
import java.net.URI;
import java.util.function.BiConsumer;

/** Something that takes time, as a trace shows it. Any thread. */
public interface Span {
  /** The span of a request that is not traced. */
  Span NONE = new None();

  /** Whether anybody will see it; if not, attributes need not be worked out. */
  boolean isRecording();

  /** Adds what is known about it. Nothing secret: traces leave the cluster. */
  void attribute(String key, String value);

  /** Begins the span of a call to a backend, below this one. */
  Span call(String name, URI endpoint);

  /** Hands over the headers that carry the trace to whoever is called. */
  void propagate(BiConsumer<String, String> header);

  /**
   * Ends it.
   *
   * @param code what was told: an error's or a disconnect's code, or an HTTP status; 0 for none
   */
  void end(Outcome outcome, int code);

  /** A span that is none. */
  final class None implements Span {
    private None() {}

    @Override
    public boolean isRecording() {
      return false;
    }

    @Override
    public void attribute(String key, String value) {}

    @Override
    public Span call(String name, URI endpoint) {
      return this;
    }

    @Override
    public void propagate(BiConsumer<String, String> header) {}

    @Override
    public void end(Outcome outcome, int code) {}
  }
}
