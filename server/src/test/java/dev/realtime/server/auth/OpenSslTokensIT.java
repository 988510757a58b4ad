package dev.realtime.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens and keys made by the openssl program, so that no line of Java stands on both sides. */
class OpenSslTokensIT {
  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"256", "384", "512"})
  void verifiesHmac(String bits) throws Exception {
    String text = "a secret of at least thirty-two bytes";
    Path secret = Files.writeString(dir.resolve("secret"), text);
    String signed = signed("HS" + bits);
    Path code = dir.resolve("code");
    openssl(
        "dgst", "-sha" + bits, "-hmac", text, "-binary", "-out", code.toString(), input(signed));
    assertUser42(
        new KeySettings(secret, null, List.of()),
        signed + "." + HandMadeTokens.encode(Files.readAllBytes(code)));
  }

  @ParameterizedTest
  @CsvSource({"RS256,2048", "RS384,3072", "RS512,2048"})
  void verifiesRsa(String algorithm, String size) throws Exception {
    openssl("genrsa", "-out", key(), size);
    openssl("pkey", "-in", key(), "-pubout", "-out", publicKey());
    assertUser42(fileKeys(), rsaToken(algorithm));
  }

  @ParameterizedTest
  @CsvSource({"ES256,prime256v1,32", "ES384,secp384r1,48", "ES512,secp521r1,66"})
  void verifiesEcdsa(String algorithm, String curve, int size) throws Exception {
    openssl("ecparam", "-name", curve, "-genkey", "-noout", "-out", key());
    openssl("pkey", "-in", key(), "-pubout", "-out", publicKey());
    String signed = signed(algorithm);
    byte[] der = sign(algorithm, signed);
    assertUser42(fileKeys(), signed + "." + HandMadeTokens.encode(joseSignature(der, size)));
  }

  @Test
  void verifiesWithTheKeyOfACertificate() throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=issuer",
        "-days",
        "1",
        "-keyout",
        key(),
        "-out",
        publicKey());
    assertUser42(fileKeys(), rsaToken("RS256"));
  }

  private String rsaToken(String algorithm) throws Exception {
    String signed = signed(algorithm);
    return signed + "." + HandMadeTokens.encode(sign(algorithm, signed));
  }

  private static String signed(String algorithm) {
    return HandMadeTokens.encode("{\"typ\":\"JWT\",\"alg\":\"" + algorithm + "\"}")
        + "."
        + HandMadeTokens.encode("{\"sub\":\"42\"}");
  }

  private byte[] sign(String algorithm, String signed) throws Exception {
    Path signature = dir.resolve("signature");
    openssl(
        "dgst",
        "-sha" + algorithm.substring(2),
        "-sign",
        key(),
        "-out",
        signature.toString(),
        input(signed));
    return Files.readAllBytes(signature);
  }

  /** From SEQUENCE(INTEGER r, INTEGER s) to r and s of fixed size (RFC 7518, section 3.4). */
  private static byte[] joseSignature(byte[] der, int size) {
    int at = (der[1] & 0x80) == 0 ? 2 : 3;
    byte[] jose = new byte[2 * size];
    for (int i = 0; i < 2; i++) {
      int length = der[at + 1];
      byte[] number =
          new BigInteger(1, Arrays.copyOfRange(der, at + 2, at + 2 + length)).toByteArray();
      int zeros = number[0] == 0 ? 1 : 0;
      int bare = number.length - zeros;
      System.arraycopy(number, zeros, jose, (i + 1) * size - bare, bare);
      at += 2 + length;
    }
    return jose;
  }

  private String key() {
    return dir.resolve("key.pem").toString();
  }

  private String publicKey() {
    return dir.resolve("public.pem").toString();
  }

  private KeySettings fileKeys() {
    return new KeySettings(null, null, List.of(Path.of(publicKey())));
  }

  private String input(String text) throws Exception {
    return Files.writeString(dir.resolve("input"), text).toString();
  }

  private static void assertUser42(KeySettings keys, String token) throws Exception {
    TokenVerifier verifier =
        new TokenVerifier(
            TokenRules.DEFAULT, FileKeys.load(keys), null, Runnable::run, Clock.systemUTC());
    assertThat(verifier.verifyConnection(token).toCompletableFuture().join())
        .isInstanceOfSatisfying(
            TokenOutcome.Valid.class,
            valid -> assertThat(((ConnectionClaims) valid.claims()).user()).isEqualTo("42"));
  }

  private void openssl(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "openssl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Path log = dir.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log, UTF_8)).isZero();
  }
}
