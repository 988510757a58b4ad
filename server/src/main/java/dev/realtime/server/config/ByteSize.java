package dev.realtime.server.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written {@code 512}, {@code 64KiB}, {@code 1MiB} or {@code 2GiB}.
 *
 * @param bytes at least 0
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(|B|KiB|MiB|GiB)");

  /** Checks the bound. */
  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size of " + bytes + " bytes is below 0");
    }
  }

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException saying how a size is written
   */
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("is no size; write a number and B, KiB, MiB or GiB");
    }
    int shift =
        switch (matcher.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    long number = Long.parseLong(matcher.group(1));
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("is more bytes than can be counted");
    }
    return new ByteSize(number << shift);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  @Override
  public String toString() {
    for (int unit = 3; unit > 0; unit--) {
      long size = 1L << (10 * unit);
      if (bytes >= size && bytes % size == 0) {
        return String.format(Locale.ROOT, "%d%s", bytes / size, " KMG".charAt(unit) + "iB");
      }
    }
    return Long.toString(bytes);
  }
}
