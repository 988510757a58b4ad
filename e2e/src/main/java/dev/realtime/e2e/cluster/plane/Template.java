package dev.realtime.e2e.cluster.plane;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text with {@code ${name}} in the places that differ from cluster to cluster. */
public final class Template {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([a-zA-Z]+)}");

  private Template() {}

  /**
   * Reads a resource beside this class and fills it in.
   *
   * @throws IllegalStateException where a name has no value
   */
  public static String resource(String name, Map<String, String> values) {
    try (@Nullable InputStream in = Template.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("No resource " + name + " beside " + Template.class);
      }
      return fill(new String(in.readAllBytes(), UTF_8), values);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read resource " + name, e);
    }
  }

  static String fill(String text, Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              @Nullable String value = values.get(place.group(1));
              if (value == null) {
                throw new IllegalStateException("No value for ${" + place.group(1) + "}");
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
