package dev.realtime.server.broker.memory;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.Publication;
import org.jspecify.annotations.Nullable;

/**
 * What things take of the heap, about: their bytes, and for objects, references and map entries
 * what a 64-bit JVM with short references needs. Names and keys count a byte for each character.
 */
final class Weights {
  /** A channel with nothing in it: its maps and queues, and its place in the map of channels. */
  static final int CHANNEL = 512;

  /** An idempotency key: see {@link SeenKeys#MAX}. */
  static final int KEY = 200;

  private static final int PUBLICATION = 96;
  private static final int TAG = 128;
  private static final int CLIENT = 256;

  private Weights() {}

  static long of(Publication publication) {
    ClientInfo info = publication.info();
    long tags = 0;
    for (var tag : publication.tags().entrySet()) {
      tags += (long) TAG + tag.getKey().length() + tag.getValue().length();
    }
    return PUBLICATION + publication.data().length + tags + (info == null ? 0 : of(info));
  }

  static long of(ClientInfo info) {
    return (long) CLIENT
        + info.user().length()
        + info.client().length()
        + length(info.connInfo())
        + length(info.chanInfo());
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
