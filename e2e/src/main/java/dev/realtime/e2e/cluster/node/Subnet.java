package dev.realtime.e2e.cluster.node;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IPv4 addresses.
 *
 * @param base first address, as an unsigned 32-bit number
 * @param prefix number of leading bits that all its addresses share, 0 to 32
 */
public record Subnet(long base, int prefix) {
  private static final Pattern NOTATION =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(?:/(\\d{1,2}))?");

  /**
   * Reads {@code a.b.c.d/n}, or a lone address as {@code /32}; bits after the prefix are dropped.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Subnet parse(String text) {
    Matcher matcher = NOTATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("Not an IPv4 subnet: " + text);
    }
    long address = 0;
    for (int part = 1; part <= 4; part++) {
      int value = Integer.parseInt(matcher.group(part));
      if (value > 255) {
        throw new IllegalArgumentException("Not an IPv4 subnet: " + text);
      }
      address = address << 8 | value;
    }
    int prefix = matcher.group(5) == null ? 32 : Integer.parseInt(matcher.group(5));
    if (prefix > 32) {
      throw new IllegalArgumentException("Not an IPv4 subnet: " + text);
    }
    return new Subnet(address & -size(prefix), prefix);
  }

  private static long size(int prefix) {
    return 1L << (32 - prefix);
  }

  /** Whether any address is in both. */
  public boolean overlaps(Subnet other) {
    int shorter = Math.min(prefix, other.prefix);
    return (base & -size(shorter)) == (other.base & -size(shorter));
  }

  /**
   * Returns the address at an offset from the first.
   *
   * @throws IllegalArgumentException where the offset is beyond the range
   */
  public String address(int offset) {
    if (offset < 0 || offset >= size(prefix)) {
      throw new IllegalArgumentException(this + " has no address " + offset);
    }
    long address = base + offset;
    return (address >> 24 & 255)
        + ("." + (address >> 16 & 255))
        + ("." + (address >> 8 & 255))
        + ("." + (address & 255));
  }

  @Override
  public String toString() {
    return address(0) + "/" + prefix;
  }
}
