package dev.realtime.server.delta;

/**
 * A sum hash of a window of bytes that moves one byte in constant time, as rsync and Fossil use.
 */
final class RollingHash {
  private final int length;
  private int sum;
  private int weighted;

  RollingHash(byte[] data, int from, int length) {
    this.length = length;
    for (int i = 0; i < length; i++) {
      sum += data[from + i];
      weighted += (length - i) * data[from + i];
    }
  }

  void roll(byte leaving, byte entering) {
    sum += entering - leaving;
    weighted += sum - length * leaving;
  }

  int value() {
    return (sum & 0xffff) | (weighted << 16);
  }
}
