package dev.realtime.cli.view;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whoever sits before this process. */
public final class Terminal {
  private Terminal() {}

  /** Whether somebody does. */
  public static boolean there() {
    Console console = console();
    return console != null && console.isTerminal();
  }

  /** Asks for a yes; false for any other answer, and for none. */
  public static boolean confirms(String question) {
    Console console = console();
    String answer = console == null ? null : console.readLine("%s [y/N] ", question);
    return answer != null && answer.strip().equalsIgnoreCase("y");
  }

  /** JDK 22 to 24 always had one; with JDK 25 there is none where nobody sits. */
  @SuppressWarnings("SystemConsoleNull")
  private static @Nullable Console console() {
    return System.console();
  }
}
