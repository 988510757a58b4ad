package dev.realtime.e2e.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checksums of a release, as {@code sha256sum --check} reads them. */
public final class Sums {
  /** The file beside those that it is about. */
  public static final String FILE = "SHA256SUMS";

  private Sums() {}

  /** Writes those of all files below a directory. */
  static void write(Path directory) throws IOException {
    String text =
        of(directory).entrySet().stream()
            .map(file -> file.getValue() + "  " + file.getKey() + "\n")
            .collect(Collectors.joining());
    Files.writeString(directory.resolve(FILE), text);
  }

  /** Names of files that two releases do not have alike. */
  public static List<String> differences(Path one, Path other) throws IOException {
    return differences(read(one), read(other));
  }

  /** Names of files below a directory that are not as its sums say, on either side. */
  static List<String> changed(Path directory) throws IOException {
    return differences(of(directory), read(directory));
  }

  private static List<String> differences(Map<String, String> left, Map<String, String> right) {
    var names = new TreeMap<>(left);
    names.putAll(right);
    return names.keySet().stream()
        .filter(name -> !left.getOrDefault(name, "").equals(right.get(name)))
        .toList();
  }

  /** The sums as they are now, by path below the directory. */
  private static Map<String, String> of(Path directory) throws IOException {
    var sums = new TreeMap<String, String>();
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> !file.equals(directory.resolve(FILE)))
          .forEach(file -> sums.put(directory.relativize(file).toString(), sum(file)));
    }
    return sums;
  }

  private static Map<String, String> read(Path directory) throws IOException {
    var sums = new TreeMap<String, String>();
    for (String line : Files.readAllLines(directory.resolve(FILE))) {
      String[] parts = line.split(" {2}", 2);
      sums.put(parts[1], parts[0]);
    }
    return sums;
  }

  private static String sum(Path file) {
    try (InputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
