package dev.realtime.server.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A JWS in compact form, taken apart but not believed.
 *
 * @param headerPart first part, as it came
 * @param header first part, parsed
 * @param family which kind of key can verify it
 * @param signed the bytes under the signature
 * @param payload claims as JSON, not yet parsed
 * @param signature third part
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one verification
record CompactToken(
    String headerPart,
    JWSHeader header,
    KeyFamily family,
    byte[] signed,
    byte[] payload,
    Base64URL signature) {

  /** Header parts are about 50 characters; one with certificates in it is not ours. */
  private static final int MAX_HEADER_LENGTH = 1024;

  private static final int MAX_KEY_ID_LENGTH = 256;

  /** A token that cannot be taken apart; the message says why, without its content. */
  static final class MalformedException extends Exception {
    MalformedException(String message) {
      super(message);
    }
  }

  /**
   * Takes a token apart.
   *
   * @param known headers seen in tokens that proved valid, by their encoded form
   */
  static CompactToken parse(String token, int maxLength, HeaderCache known)
      throws MalformedException {
    if (token.length() > maxLength) {
      throw new MalformedException(
          "token of " + token.length() + " characters; at most " + maxLength + " are taken");
    }
    if (!isBase64UrlAndDots(token)) {
      throw new MalformedException("token has characters other than base64url and dots");
    }
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first <= 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
      throw new MalformedException("token is not header.payload.signature");
    }
    String headerPart = token.substring(0, first);
    JWSHeader header = known.get(headerPart);
    if (header == null) {
      header = parseHeader(headerPart);
    }
    KeyFamily family = KeyFamily.of(header.getAlgorithm());
    if (family == null) {
      throw new MalformedException("algorithm is none of HS, RS, ES 256, 384, 512");
    }
    return new CompactToken(
        headerPart,
        header,
        family,
        token.substring(0, second).getBytes(StandardCharsets.US_ASCII),
        decode(token.substring(first + 1, second)),
        new Base64URL(token.substring(second + 1)));
  }

  /** The id of the key that signed it, according to itself; null if it names none. */
  @Nullable String keyId() {
    return header.getKeyID();
  }

  JWSAlgorithm algorithm() {
    return header.getAlgorithm();
  }

  private static JWSHeader parseHeader(String part) throws MalformedException {
    if (part.length() > MAX_HEADER_LENGTH) {
      throw new MalformedException("header is longer than " + MAX_HEADER_LENGTH + " characters");
    }
    JWSHeader header;
    try {
      header = JWSHeader.parse(new String(decode(part), StandardCharsets.UTF_8));
    } catch (ParseException | RuntimeException e) {
      // Runtime too: the library answers a header of JSON null with a NullPointerException. Its
      // messages may quote the header and stay out of the log. Algorithm "none" ends here as well.
      throw new MalformedException("header is not that of a signed token");
    }
    if (header.getKeyID() != null && header.getKeyID().length() > MAX_KEY_ID_LENGTH) {
      throw new MalformedException("key id is longer than " + MAX_KEY_ID_LENGTH + " characters");
    }
    if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
      throw new MalformedException("header marks extensions critical; none is supported");
    }
    return header;
  }

  /** Strict, for decoders pass over foreign characters, and one token must have one spelling. */
  private static boolean isBase64UrlAndDots(String token) {
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.';
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static byte[] decode(String part) throws MalformedException {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("token is not base64url");
    }
  }

  /**
   * Parsed headers by their encoded form. An application signs with the same few headers all day,
   * and parsing one costs more than checking an HMAC. Only headers of valid tokens come in, so that
   * nobody else can fill it.
   */
  static final class HeaderCache {
    private static final int MAX = 64;
    private final Map<String, JWSHeader> headers = new ConcurrentHashMap<>();

    @Nullable JWSHeader get(String part) {
      return headers.get(part);
    }

    void add(CompactToken valid) {
      if (headers.size() < MAX) {
        headers.putIfAbsent(valid.headerPart(), valid.header());
      }
    }
  }
}
