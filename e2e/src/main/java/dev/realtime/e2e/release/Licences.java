package dev.realtime.e2e.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The licences of the libraries that are shipped, from the bill of materials. */
final class Licences {
  private static final String HEAD =
      """
      # Licences of what is shipped

      Every Java library in this project's own programs, and so in its images, from the CycloneDX bill of materials of the
      release. Written by `./dev release`.

      Images hold two more things, which the release lists in `images-VERSION.cdx.json`: a Java runtime, made by jlink from the JDK that builds them
      (GPL-2.0 with the Classpath Exception; its notices are in `/opt/java/legal` of the image), and files of Debian packages: the C
      library, certificates and a locale; in the image of Redis also Redis 7.0 (BSD-3-Clause) and a shell with its tools. The licence
      of each package is `/usr/share/doc/PACKAGE/copyright` where Debian has it installed.

      | Library | Version | Licence |
      |---|---|---|
      """;

  private Licences() {}

  /**
   * Returns the page.
   *
   * @throws IllegalStateException where a library names no licence
   */
  static String page(Path bom) throws IOException {
    var rows = new TreeMap<String, String>();
    var nameless = new TreeSet<String>();
    for (JsonNode component : new ObjectMapper().readTree(bom.toFile()).path("components")) {
      String group = component.path("group").asText();
      if (group.equals("dev.realtime")) {
        continue;
      }
      String name = group + ":" + component.path("name").asText();
      Set<String> licences = licences(component);
      if (licences.isEmpty()) {
        nameless.add(name);
      }
      rows.put(
          name,
          "| %s | %s | %s |"
              .formatted(name, component.path("version").asText(), String.join(", ", licences)));
    }
    if (!nameless.isEmpty()) {
      throw new IllegalStateException("No licence is named by " + String.join(", ", nameless));
    }
    List<String> lines = new ArrayList<>(rows.values());
    return HEAD + String.join("\n", lines) + "\n";
  }

  private static Set<String> licences(JsonNode component) {
    Set<String> licences = new TreeSet<>();
    for (JsonNode licence : component.path("licenses")) {
      JsonNode known = licence.path("license");
      String name =
          known.path("id").asText(known.path("name").asText(licence.path("expression").asText()));
      if (!name.isEmpty()) {
        licences.add(name);
      }
    }
    return licences;
  }
}
