package dev.realtime.server.auth;

import java.util.List;

/**
 * The keys that may have signed a token: current ones and those being rotated out. Immutable.
 *
 * @param keys tried in this order
 */
record KeyRing(List<VerificationKey> keys) {
  static final KeyRing EMPTY = new KeyRing(List.of());

  KeyRing {
    keys = List.copyOf(keys);
  }

  boolean has(KeyFamily family) {
    for (VerificationKey key : keys) {
      if (key.family() == family) {
        return true;
      }
    }
    return false;
  }

  /** Whether one of them signed it. */
  boolean verifies(CompactToken token) {
    for (VerificationKey key : keys) {
      if (key.mayVerify(token) && key.verifies(token)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one of them is of the token's family and id, so that it is worth asking. */
  boolean mayVerify(CompactToken token) {
    for (VerificationKey key : keys) {
      if (key.mayVerify(token)) {
        return true;
      }
    }
    return false;
  }
}
