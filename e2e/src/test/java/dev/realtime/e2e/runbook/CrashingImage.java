package dev.realtime.e2e.runbook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.e2e.image.BuiltImage;
import dev.realtime.e2e.image.ProjectImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The server's image with one layer more, whose program is {@link Crashing}. */
final class CrashingImage {
  static final String NAME =
      ProjectImage.REGISTRY + "/" + ProjectImage.SERVER.shortName() + ":late";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOME = "/opt/realtime";
  private static final String JAR = "crashing.jar";
  private static final String LAYER = "crashing.tar";

  private CrashingImage() {}

  /** Writes the archive, as {@code docker save} does, from that of the server. */
  static BuiltImage of(BuiltImage server, Path directory) throws IOException {
    Path tar = directory.resolve("image.tar");
    byte[] layer = layer();
    String digest = "";
    try (var in = new TarArchiveInputStream(Files.newInputStream(server.tar()));
        var out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        switch (entry.getName()) {
          case "config.json" -> {
            content = configuration(content, layer);
            digest = sha256(content);
          }
          case "manifest.json" -> content = manifest(content);
          default -> {}
        }
        put(out, entry.getName(), content);
      }
      put(out, LAYER, layer);
    }
    return new BuiltImage(
        NAME, tar, digest, Files.size(tar), server.unpackedBytes() + layer.length);
  }

  private static byte[] configuration(byte[] before, byte[] layer) throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(before);
    ObjectNode config = (ObjectNode) root.get("config");
    ArrayNode entrypoint = (ArrayNode) config.get("Entrypoint");
    // In place of the main class, which is the last; the later class path counts.
    entrypoint.remove(entrypoint.size() - 1);
    entrypoint
        .add("-cp")
        .add("%1$s/%2$s:%1$s/program.jar:%1$s/lib/*".formatted(HOME, JAR))
        .add(Crashing.class.getName());
    ((ArrayNode) root.get("rootfs").get("diff_ids")).add(sha256(layer));
    ((ArrayNode) root.get("history")).addObject().put("created_by", "a defect");
    return JSON.writeValueAsBytes(root);
  }

  private static byte[] manifest(byte[] before) throws IOException {
    ArrayNode root = (ArrayNode) JSON.readTree(before);
    ObjectNode image = (ObjectNode) root.get(0);
    image.putArray("RepoTags").add(NAME);
    ((ArrayNode) image.get("Layers")).add(LAYER);
    return JSON.writeValueAsBytes(root);
  }

  private static byte[] layer() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new TarArchiveOutputStream(bytes)) {
      put(out, HOME.substring(1) + "/" + JAR, jar());
    }
    return bytes.toByteArray();
  }

  private static byte[] jar() throws IOException {
    String name = Crashing.class.getName().replace('.', '/') + ".class";
    var bytes = new ByteArrayOutputStream();
    try (InputStream in = Crashing.class.getResourceAsStream("/" + name);
        var out = new JarOutputStream(bytes)) {
      out.putNextEntry(new JarEntry(name));
      Objects.requireNonNull(in).transferTo(out);
      out.closeEntry();
    }
    return bytes.toByteArray();
  }

  private static void put(TarArchiveOutputStream out, String name, byte[] content)
      throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    out.putArchiveEntry(entry);
    new ByteArrayInputStream(content).transferTo(out);
    out.closeArchiveEntry();
  }

  private static String sha256(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
