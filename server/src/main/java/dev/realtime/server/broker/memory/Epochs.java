package dev.realtime.server.broker.memory;

import java.util.random.RandomGenerator;

/** Makes the identity of a stream: eight random letters. */
final class Epochs {
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 8;

  private Epochs() {}

  static String next(RandomGenerator random) {
    StringBuilder epoch = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      epoch.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return epoch.toString();
  }
}
