package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.broker.ClientInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, ACL users and TLS of a real Redis. */
class RedisAccessIT {
  @TempDir private Path directory;

  private static RedisSettings at(RedisProcess redis) {
    return RedisSettings.of(new RedisSettings.Topology.Standalone(List.of(redis.address())));
  }

  private Path password(String password) throws IOException {
    return Files.writeString(directory.resolve("redis-password"), password + "\n");
  }

  @Test
  void rotatedPasswordIsReadForTheNextConnection() throws IOException {
    Path file = password("first");
    try (RedisProcess redis = RedisProcess.start()) {
      redis.call("ACL", "SETUSER", "admin", "on", ">root", "+@all", "~*", "&*");
      redis.call("CONFIG", "SET", "requirepass", "first");
      redis.enterWith("admin", "root");
      rotate(redis, file);
    }
  }

  private void rotate(RedisProcess redis, Path file) throws IOException {
    try (Brokers node = new Brokers(at(redis).with(new RedisSettings.Credentials("", file)))) {
      node.subscribe("a");
      Brokers.join(node.publish("a", "1"));

      redis.call("CONFIG", "SET", "requirepass", "second");
      redis.call("CLIENT", "KILL", "USER", "default");
      node.awaitDown();
      assertThat(node.broker.health().shards().getFirst().reason())
          .doesNotContain("first")
          .isNotEmpty();
      password("second");
      node.awaitUp();
      node.awaitGap("a");
      assertThat(Brokers.join(node.publish("a", "2")).position().offset()).isEqualTo(2);
      node.awaitHeard("a", "2");
    }
  }

  @Test
  void wrongPasswordIsTheReasonThatHealthGives() throws IOException {
    try (RedisProcess redis =
            RedisProcess.start(
                RedisProcess.freePort(), List.of("right"), "--requirepass", "right");
        Brokers node =
            new Brokers(
                at(redis).with(new RedisSettings.Credentials("", password("wrong"))), false)) {
      await().until(() -> node.broker.health().shards().getFirst().reason().contains("WRONGPASS"));
      assertThat(node.broker.health().shards().getFirst().reason()).doesNotContain("wrong ");
    }
  }

  @Test
  void anAclUserNeedsNoMoreThanTheDocumentedRights() throws IOException {
    try (RedisProcess redis = RedisProcess.start()) {
      redis.call(
          "ACL",
          "SETUSER",
          "realtime",
          "on",
          ">secret",
          "resetkeys",
          "~realtime:*",
          "resetchannels",
          "&realtime:*",
          "-@all",
          "+evalsha",
          "+eval",
          "+script|load",
          "+publish",
          "+subscribe",
          "+unsubscribe",
          "+ping",
          "+time",
          "+get",
          "+set",
          "+del",
          "+pexpire",
          "+pttl",
          "+hget",
          "+hmget",
          "+hset",
          "+hincrby",
          "+hdel",
          "+hgetall",
          "+hlen",
          "+xadd",
          "+xrange",
          "+xrevrange",
          "+zadd",
          "+zrem",
          "+zcard",
          "+zrangebyscore");
      try (Brokers node =
          new Brokers(
              at(redis).with(new RedisSettings.Credentials("realtime", password("secret"))))) {
        node.subscribe("a");
        Brokers.join(node.publish("a", "1"));
        node.awaitHeard("a", "1");
        Brokers.join(
            node.broker.addPresence(
                "a", new ClientInfo("u", "c", null, null), Duration.ofMinutes(1)));
        assertThat(Brokers.join(node.broker.presence("a"))).containsOnlyKeys("c");
        assertThat(Brokers.join(node.broker.presenceStats("a")).users()).isEqualTo(1);
        Brokers.join(node.broker.removePresence("a", "c", "u"));
        Brokers.join(node.broker.removeHistory("a"));
        node.awaitUp();
      }
    }
  }

  @Test
  void tlsTrustsTheGivenAuthorityAndChecksTheHostName() throws Exception {
    Path keys = certificate("IP:127.0.0.1");
    try (RedisProcess redis = tls(keys);
        Brokers node = new Brokers(at(redis).with(new RedisSettings.Tls(true, ca(), true)))) {
      node.subscribe("a");
      Brokers.join(node.publish("a", "1"));
      node.awaitHeard("a", "1");
      node.awaitUp();
    }
  }

  @Test
  void tlsRefusesACertificateOfAnotherHostUnlessToldNotToLook() throws Exception {
    Path keys = certificate("DNS:elsewhere.example");
    try (RedisProcess redis = tls(keys);
        Brokers strict =
            new Brokers(at(redis).with(new RedisSettings.Tls(true, ca(), true)), false);
        Brokers lenient = new Brokers(at(redis).with(new RedisSettings.Tls(true, ca(), false)))) {
      lenient.awaitUp();
      await()
          .until(() -> strict.broker.health().shards().getFirst().reason().contains("127.0.0.1"));
      assertThat(strict.broker.health().up()).isFalse();
    }
  }

  private Path ca() {
    return directory.resolve("ca.crt");
  }

  private static RedisProcess tls(Path keys) {
    return RedisProcess.startTls(
        keys.resolve("ca.crt"), keys.resolve("redis.crt"), keys.resolve("redis.key"));
  }

  /** An authority and a certificate of it for this name, made by openssl. */
  private Path certificate(String name) throws Exception {
    openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=ca");
    openssl("req -newkey rsa:2048 -nodes -keyout redis.key -out redis.csr -subj /CN=redis");
    Files.writeString(directory.resolve("san"), "subjectAltName=" + name);
    openssl(
        "x509 -req -in redis.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out redis.crt -days 2"
            + " -extfile san");
    return directory;
  }

  private void openssl(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ", -1)));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("openssl.log").toFile())
            .start();
    assertThat(process.waitFor()).as(() -> command + ": see openssl.log").isZero();
  }
}
