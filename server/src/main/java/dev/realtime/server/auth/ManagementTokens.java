package dev.realtime.server.auth;

import dev.realtime.server.config.ManagementConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens of the management port. They come from the files of {@code management.tokenFile}, and from
 * {@value #DIGESTS} in the configuration directory, which holds the SHA-256 digest of one token in
 * each line, in hexadecimal. The operator writes the latter: it reaches pods that run already, and
 * a pod then never holds what it is asked for. With neither there is no token, and nobody is asked.
 */
public final class ManagementTokens {
  /** Name of the file with the digests. */
  public static final String DIGESTS = "management-tokens.sha256";

  private static final Logger log = LoggerFactory.getLogger(ManagementTokens.class);
  private static final String SCHEME = "Bearer ";

  private final ManagementConfig config;
  private final @Nullable Path digestFile;
  private volatile SecretDigests digests = SecretDigests.NONE;

  private ManagementTokens(ManagementConfig config, @Nullable Path directory) {
    this.config = config;
    this.digestFile = directory == null ? null : directory.resolve(DIGESTS);
  }

  /**
   * Reads the tokens.
   *
   * @param directory configuration directory, if there is one
   * @throws KeyException if a file cannot be read, or holds no token or digest
   */
  public static ManagementTokens load(ManagementConfig config, @Nullable Path directory)
      throws KeyException {
    ManagementTokens tokens = new ManagementTokens(config, directory);
    tokens.digests = tokens.read();
    return tokens;
  }

  /** Reads the files again, blocking on the file system; keeps the former tokens if that fails. */
  public void reload() {
    try {
      SecretDigests next = read();
      if (next.isEmpty() != digests.isEmpty()) {
        log.info(
            "The management port asks {} for a token", next.isEmpty() ? "nobody" : "everybody");
      }
      digests = next;
    } catch (KeyException e) {
      log.error("Management tokens not reloaded, the former ones stay in use: {}", e.getMessage());
    }
  }

  /**
   * Whether somebody who sends this is let in.
   *
   * @param authorization header; null if there is none
   */
  public boolean accept(@Nullable String authorization) {
    SecretDigests now = digests;
    return now.isEmpty() || now.accept(token(authorization));
  }

  /** RFC 9110, section 11.1: the scheme's letters may be of either case. */
  private static @Nullable String token(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    String token = authorization.substring(SCHEME.length()).strip();
    return token.isEmpty() ? null : token;
  }

  private SecretDigests read() throws KeyException {
    List<byte[]> read = new ArrayList<>();
    if (config.tokenFile() != null) {
      read.add(SecretDigests.of(SecretFile.read(config.tokenFile(), "management token file")));
    }
    if (config.previousTokenFile() != null) {
      byte[] previous =
          SecretFile.readIfPresent(config.previousTokenFile(), "previous management token file");
      if (previous.length > 0) {
        read.add(SecretDigests.of(previous));
      }
    }
    // One that is empty or unreadable is refused: the port must not open because of it.
    if (digestFile != null && !Files.notExists(digestFile)) {
      read.addAll(digests(digestFile));
    }
    return new SecretDigests(read);
  }

  private static List<byte[]> digests(Path file) throws KeyException {
    String text =
        new String(
            SecretFile.read(file, "file of management tokens' digests"), StandardCharsets.US_ASCII);
    List<byte[]> digests = new ArrayList<>();
    for (String line : text.lines().toList()) {
      digests.add(digest(line.strip(), file));
    }
    return digests;
  }

  private static byte[] digest(String line, Path file) throws KeyException {
    try {
      byte[] digest = HexFormat.of().parseHex(line);
      if (digest.length == SecretDigests.BYTES) {
        return digest;
      }
    } catch (IllegalArgumentException e) {
      throw notOne(file, e);
    }
    throw notOne(file, null);
  }

  private static KeyException notOne(Path file, @Nullable Exception cause) {
    String message =
        file
            + " has a line that is no SHA-256 digest; each takes 64 hexadecimal digits"
            + " (sha256sum), and the operator writes them by itself";
    return cause == null ? new KeyException(message) : new KeyException(message, cause);
  }
}
