package dev.realtime.operator.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Secrets of one test, and the search for them in what anybody may read. Found is a secret as it
 * is, in base64 (also as part of something longer), and encoded for URLs.
 */
public final class Leaks {
  /** Three bytes of text are four characters of base64; what stands beside them spoils the edge. */
  private static final int BYTES = 3;

  private static final int CHARACTERS = 4;

  private final Map<String, String> secrets = new LinkedHashMap<>();

  /** A new one, with characters that encodings change. */
  public String make(String name) {
    return put(name, "S3+/" + UUID.randomUUID() + "=%&z");
  }

  /** A new one for where only plain characters may be. */
  public String plain(String name) {
    return put(name, UUID.randomUUID().toString().replace("-", ""));
  }

  /** One that somebody else has made. */
  public String put(String name, String value) {
    if (value.length() < 16) {
      throw new IllegalArgumentException(name + " is too short to be searched for");
    }
    secrets.put(name, value);
    return value;
  }

  /** Names of all of them. */
  public List<String> names() {
    return List.copyOf(secrets.keySet());
  }

  /** Names of those that the text holds. */
  public List<String> in(String text) {
    return secrets.entrySet().stream()
        .filter(secret -> forms(secret.getValue()).stream().anyMatch(text::contains))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> forms(String value) {
    List<String> forms = new ArrayList<>(List.of(value));
    forms.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
    for (int before = 0; before < BYTES; before++) {
      String padded = "x".repeat(before) + value;
      String whole = Base64.getEncoder().encodeToString(padded.getBytes(StandardCharsets.UTF_8));
      // What lies beside it changes the first and the last group.
      String inside =
          whole.substring(before == 0 ? 0 : CHARACTERS, padded.length() / BYTES * CHARACTERS);
      forms.add(inside);
      forms.add(inside.replace('+', '-').replace('/', '_'));
    }
    return List.copyOf(new TreeSet<>(forms));
  }
}
