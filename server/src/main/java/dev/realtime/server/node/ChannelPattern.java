package dev.realtime.server.node;

/**
 * A pattern of channel names: {@code *} stands for any text, {@code ?} for one character, all else
 * for itself. Matching takes time proportional to name times pattern at worst, and keeps no state:
 * there is no pattern that hangs a node, as regular expressions have.
 *
 * @param text the pattern; empty matches everything
 */
public record ChannelPattern(String text) {
  /** Every channel. */
  public static final ChannelPattern ALL = new ChannelPattern("");

  /** Whether a name is one of these. */
  public boolean matches(String name) {
    if (text.isEmpty()) {
      return true;
    }
    int at = 0;
    int pattern = 0;
    int star = -1;
    int retryAt = 0;
    while (at < name.length()) {
      if (pattern < text.length() && text.charAt(pattern) == '*') {
        star = pattern++;
        retryAt = at;
      } else if (pattern < text.length()
          && (text.charAt(pattern) == '?' || text.charAt(pattern) == name.charAt(at))) {
        pattern++;
        at++;
      } else if (star >= 0) {
        // The last star takes one character more; earlier ones need not be tried again.
        pattern = star + 1;
        at = ++retryAt;
      } else {
        return false;
      }
    }
    while (pattern < text.length() && text.charAt(pattern) == '*') {
      pattern++;
    }
    return pattern == text.length();
  }
}
