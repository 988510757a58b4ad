package dev.realtime.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Single values: from and to the text of the file. */
final class Scalars {
  private Scalars() {}

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException whose message continues "'value' ..."
   */
  @SuppressWarnings("unchecked")
  static Object parse(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    } else if (type == boolean.class) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException("is neither true nor false");
      };
    } else if (type == int.class || type == long.class) {
      return number(type, text);
    } else if (type == double.class) {
      return decimal(text);
    } else if (type == Duration.class) {
      return Durations.parse(text);
    } else if (type == ByteSize.class) {
      return ByteSize.parse(text);
    } else if (type == Path.class) {
      return path(text);
    } else if (type.isEnum()) {
      return constant((Class<? extends Enum<?>>) type, text);
    }
    throw new IllegalStateException("settings of " + type + " are not supported");
  }

  private static Object number(Class<?> type, String text) {
    try {
      long value = Long.parseLong(text.replace("_", ""));
      if (type == long.class) {
        return value;
      }
      return Math.toIntExact(value);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException("is no whole number within range", e);
    }
  }

  private static double decimal(String text) {
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is no number", e);
    }
    throw new IllegalArgumentException("is no finite number");
  }

  private static Path path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is no path; leave the key out for none");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is no path: " + e.getReason(), e);
    }
  }

  private static Enum<?> constant(Class<? extends Enum<?>> type, String text) {
    for (Enum<?> constant : type.getEnumConstants()) {
      if (written(constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("is not one of " + choices(type));
  }

  static String choices(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> written((Enum<?>) constant))
        .collect(Collectors.joining(", "));
  }

  /** An enum constant as the file writes it: {@code DROP_OLDEST} is {@code drop-oldest}. */
  static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static void checkBounds(Setting setting, Class<?> type, Object value) {
    if (!setting.min().isEmpty() && compare(value, parse(type, setting.min())) < 0) {
      throw new IllegalArgumentException("is below the least value, " + setting.min());
    }
    if (!setting.max().isEmpty() && compare(value, parse(type, setting.max())) > 0) {
      throw new IllegalArgumentException("is above the greatest value, " + setting.max());
    }
    if (!setting.pattern().isEmpty() && !value.toString().matches(setting.pattern())) {
      throw new IllegalArgumentException(
          setting.form().isEmpty()
              ? "does not match " + setting.pattern()
              : "is not " + setting.form());
    }
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object value, Object bound) {
    return ((Comparable<Object>) value).compareTo(bound);
  }
}
