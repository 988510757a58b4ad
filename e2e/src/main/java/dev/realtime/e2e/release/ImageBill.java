package dev.realtime.e2e.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.e2e.image.BuiltImage;
import dev.realtime.e2e.image.Material;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What is in the images of a release beside Java libraries, which have a bill of their own, as
 * CycloneDX 1.6. Says nothing of when and where it was written, so that it can be made again to the
 * last bit.
 */
public final class ImageBill {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode bill = JSON.createObjectNode();
  private final ArrayNode images;

  /** One without images. */
  public ImageBill() {
    bill.put("bomFormat", "CycloneDX").put("specVersion", "1.6").put("version", 1);
    images = bill.putArray("components");
  }

  /** Adds an image with what it is made of. */
  public void add(BuiltImage image, List<Material> materials) {
    int colon = image.name().lastIndexOf(':');
    ObjectNode component =
        images
            .addObject()
            .put("type", "container")
            .put("bom-ref", image.name())
            .put("name", image.name().substring(0, colon))
            .put("version", image.name().substring(colon + 1));
    component
        .putArray("hashes")
        .addObject()
        .put("alg", "SHA-256")
        .put("content", image.digest().substring("sha256:".length()));
    ArrayNode parts = component.putArray("components");
    materials.forEach(material -> add(parts, image, material));
  }

  private static void add(ArrayNode parts, BuiltImage image, Material material) {
    String purl = purl(material);
    ObjectNode part =
        parts
            .addObject()
            .put("type", material.kind() == Material.Kind.JAVA ? "platform" : "library")
            .put("bom-ref", image.name() + "/" + purl)
            .put("name", material.name())
            .put("version", material.version())
            .put("purl", purl);
    if (!material.source().equals(material.name())) {
      part.putArray("properties").addObject().put("name", "source").put("value", material.source());
    }
  }

  /** By the rules of <a href="https://github.com/package-url/purl-spec">package URLs</a>. */
  private static String purl(Material material) {
    String version = URLEncoder.encode(material.version(), StandardCharsets.UTF_8);
    return switch (material.kind()) {
      case DEBIAN ->
          "pkg:deb/debian/%s@%s?arch=amd64&distro=debian-%s"
              .formatted(material.name(), version, material.release());
      case JAVA -> "pkg:generic/%s@%s".formatted(material.name(), version);
    };
  }

  /** The whole, as JSON. */
  public String json() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(bill) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the bill of the images", e);
    }
  }
}
