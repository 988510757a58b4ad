package dev.realtime.operator.console;

import java.util.Map;
import java.util.Optional;

/**
 * What the console is told by its environment.
 *
 * @param port it listens on ({@code CONSOLE_PORT}; left out: there is no console; 0: any free one)
 * @param audience the token must be meant for ({@code CONSOLE_TOKEN_AUDIENCE}); empty: the API
 *     server's own
 */
public record ConsoleSettings(int port, String audience) {
  private static final int HIGHEST_PORT = 65_535;

  /**
   * Reads the environment; empty if there is to be no console.
   *
   * @throws IllegalArgumentException naming the variable, its value and what it takes
   */
  public static Optional<ConsoleSettings> from(Map<String, String> environment) {
    String port = environment.getOrDefault("CONSOLE_PORT", "").strip();
    if (port.isEmpty()) {
      return Optional.empty();
    }
    try {
      int number = Integer.parseInt(port);
      if (number >= 0 && number <= HIGHEST_PORT) {
        return Optional.of(
            new ConsoleSettings(
                number, environment.getOrDefault("CONSOLE_TOKEN_AUDIENCE", "").strip()));
      }
    } catch (NumberFormatException e) {
      // Reported with the same words as a number out of bounds.
    }
    throw new IllegalArgumentException(
        "CONSOLE_PORT is '"
            + port
            + "'; write a number from 0 to 65535, or leave it out for no"
            + " console");
  }
}
