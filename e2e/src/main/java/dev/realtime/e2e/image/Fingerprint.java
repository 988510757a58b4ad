package dev.realtime.e2e.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** SHA-256 over the named inputs of an image; every part is written with its length. */
public final class Fingerprint {
  private final MessageDigest digest;

  public Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform must have SHA-256", e);
    }
  }

  /** Adds a name and a value. */
  public Fingerprint add(String name, String value) {
    addPart(name);
    addPart(value);
    return this;
  }

  /** Adds the content of a file under its file name; its time and place do not count. */
  public Fingerprint add(Path file) throws IOException {
    addPart(String.valueOf(file.getFileName()));
    addPart(Long.toString(Files.size(file)));
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    }
    return this;
  }

  /** Adds all regular files below a directory, in name order, with their relative paths. */
  public Fingerprint addTree(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        addPart(directory.relativize(file).toString());
        add(file);
      }
    }
    return this;
  }

  /** Returns the first 16 bytes in hexadecimal. Ends the fingerprint: add nothing afterwards. */
  public String value() {
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private void addPart(String part) {
    byte[] bytes = part.getBytes(UTF_8);
    digest.update((bytes.length + ":").getBytes(UTF_8));
    digest.update(bytes);
  }
}
