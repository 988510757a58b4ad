package dev.realtime.operator.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The files of the page, from the jar and into memory; nothing else can be asked for. */
final class Assets {
  /** The page, which every address that is no file leads to. */
  static final String PAGE = "/index.html";

  private static final class Asset {
    private final String contentType;
    private final byte[] bytes;
    private final String tag;

    Asset(String contentType, byte[] bytes) {
      this.contentType = contentType;
      this.bytes = bytes;
      this.tag = tag(bytes);
    }
  }

  private final Map<String, Asset> files = new HashMap<>();

  /** Reads the files named in the list beside them. */
  Assets() {
    for (String name :
        Arrays.asList(
            new String(read("files.txt"), StandardCharsets.UTF_8).strip().split("\n", -1))) {
      byte[] bytes = read(name);
      files.put("/" + name, new Asset(type(name), bytes));
    }
  }

  /** Serves the file of the path, or the page. */
  void serve(Web web) throws IOException {
    if (!List.of("GET", "HEAD").contains(web.method())) {
      throw new Refused(405, "method", "Only GET.", "Use the console itself.");
    }
    Asset asset = files.getOrDefault(web.path(), files.get(PAGE));
    if (asset == null || (web.path().contains(".") && !files.containsKey(web.path()))) {
      throw new Refused(404, "gone", "There is no such file.", "Go to the first page.");
    }
    web.exchange().getResponseHeaders().set("ETag", asset.tag);
    web.exchange().getResponseHeaders().set("Cache-Control", "no-cache");
    if (asset.tag.equals(web.header("If-None-Match"))) {
      web.send(304, asset.contentType, new byte[0]);
    } else {
      web.send(200, asset.contentType, asset.bytes);
    }
  }

  private static byte[] read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream("static/" + name)) {
      if (in == null) {
        throw new IllegalStateException("static/" + name + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalStateException("no content type for " + name);
    };
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
