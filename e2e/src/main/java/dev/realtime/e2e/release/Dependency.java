package dev.realtime.e2e.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.e2e.image.Material;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A package of somebody else's, by the names of osv.dev.
 *
 * @param ecosystem {@code Maven}, {@code npm} or, with its release, {@code Debian:12}
 * @param name for Maven {@code group:artifact}, for Debian of the source
 * @param version exactly
 */
public record Dependency(String ecosystem, String name, String version)
    implements Comparable<Dependency> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OURS = "dev.realtime";
  private static final String MODULES = "node_modules/";

  /** Those of a CycloneDX bill of materials of Java libraries, this project's own left out. */
  public static Set<Dependency> ofBill(Path bill) throws IOException {
    var found = new TreeSet<Dependency>();
    for (JsonNode component : JSON.readTree(bill.toFile()).path("components")) {
      String group = component.path("group").asText();
      if (!group.equals(OURS)) {
        found.add(
            new Dependency(
                "Maven",
                group + ":" + component.path("name").asText(),
                component.path("version").asText()));
      }
    }
    return found;
  }

  /** Those of Debian among what an image has of others. */
  public static Set<Dependency> ofImage(Collection<Material> materials) {
    var found = new TreeSet<Dependency>();
    for (Material material : materials) {
      if (material.kind() == Material.Kind.DEBIAN) {
        found.add(
            new Dependency("Debian:" + material.release(), material.source(), material.version()));
      }
    }
    return found;
  }

  /** Those of a {@code package-lock.json} of npm 7 or newer. */
  public static Set<Dependency> ofLock(Path lock) throws IOException {
    var found = new TreeSet<Dependency>();
    for (Map.Entry<String, JsonNode> entry :
        JSON.readTree(lock.toFile()).path("packages").properties()) {
      int at = entry.getKey().lastIndexOf(MODULES);
      if (at >= 0) {
        JsonNode locked = entry.getValue();
        String alias = entry.getKey().substring(at + MODULES.length());
        found.add(
            new Dependency(
                "npm", locked.path("name").asText(alias), locked.path("version").asText()));
      }
    }
    return found;
  }

  @Override
  public int compareTo(Dependency other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return ecosystem + " " + name + " " + version;
  }
}
