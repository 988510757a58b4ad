package dev.realtime.server.broker.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The Lua scripts, each in a resource file of its own that states its keys and arguments. Called by
 * hash; a server that has lost them (restart, failover, SCRIPT FLUSH) gets the text again.
 */
enum Script {
  PUBLISH("publish.lua"),
  PUBLISH_ONCE("publish_once.lua"),
  HISTORY("history.lua"),
  RENEW_EPOCH("renew_epoch.lua"),
  PRESENCE_ADD("presence_common.lua", "presence_add.lua"),
  PRESENCE_REMOVE("presence_common.lua", "presence_remove.lua"),
  PRESENCE_GET("presence_common.lua", "presence_get.lua"),
  PRESENCE_STATS("presence_common.lua", "presence_stats.lua"),
  HEARTBEAT("heartbeat.lua");

  private final String text;
  private final String sha1;

  Script(String... files) {
    StringBuilder all = new StringBuilder();
    for (String file : files) {
      all.append(read(file));
    }
    this.text = all.toString();
    this.sha1 = sha1(text);
  }

  String text() {
    return text;
  }

  /** The name under which Redis keeps the script. */
  String sha1() {
    return sha1;
  }

  private static String read(String file) {
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("Redis script " + file + " is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the Redis script " + file, e);
    }
  }

  private static String sha1(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-1", e);
    }
  }
}
