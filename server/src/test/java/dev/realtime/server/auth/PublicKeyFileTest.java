package dev.realtime.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicKeyFileTest {
  private static final KeyPair RSA = HandMadeTokens.rsaOf("us");
  private static final KeyPair EC = HandMadeTokens.ec("secp384r1");

  @TempDir Path dir;

  @Test
  void readsPemKeysJwksAndSingleJwks() throws Exception {
    assertThat(read(HandMadeTokens.pem(RSA.getPublic()) + HandMadeTokens.pem(EC.getPublic())))
        .extracting(VerificationKey::family)
        .containsExactly(KeyFamily.RSA, KeyFamily.EC);
    assertThat(read(HandMadeTokens.jwk("a", EC.getPublic(), "")))
        .singleElement()
        .satisfies(
            key -> {
              assertThat(key.keyId()).isEqualTo("a");
              assertThat(key.algorithm()).hasToString("ES384");
            });
    assertThat(
            read(
                "\n"
                    + HandMadeTokens.jwks(
                        HandMadeTokens.jwk("a", EC.getPublic(), ""),
                        HandMadeTokens.jwk("b", RSA.getPublic(), ""))))
        .hasSize(2);
  }

  @Test
  void saysWhatToDoWithTheWrongFile() throws Exception {
    String der = Base64.getEncoder().encodeToString(RSA.getPrivate().getEncoded());
    assertRefused(
        "-----BEGIN PRIVATE KEY-----\n" + der + "\n-----END PRIVATE KEY-----\n",
        "holds a PRIVATE KEY",
        "openssl pkey");
    assertRefused(
        "-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----\n",
        "openssl rsa -RSAPublicKey_in");
    assertRefused(HandMadeTokens.pem(HandMadeTokens.rsa(1024).getPublic()), "1024 bits");
    assertRefused(
        HandMadeTokens.pem(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic()),
        "neither RSA nor EC");
    assertRefused(
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "neither RSA nor EC");
    assertRefused("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "certificate");
    assertRefused("hello", "no key for signatures");
    assertRefused("{\"kty\":\"oct\",\"k\":\"AAAA\"}", "no key for signatures");
    assertRefused("{\"kty\":\"RSA\"}", "neither a JWK nor a JWK set");
  }

  private List<VerificationKey> read(String content) throws Exception {
    return PublicKeyFile.read(Files.writeString(dir.resolve("keys"), content));
  }

  private void assertRefused(String content, String... messages) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining(dir.resolve("keys").toString())
        .hasMessageContainingAll(messages);
  }
}
