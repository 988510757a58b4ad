package dev.realtime.operator.reconcile.dependent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replicated Redis goes through, with real processes of Redis and Sentinel. */
class RedisScriptsIT {
  @TempDir private Path directory;
  private ScriptedRedis set;

  @AfterEach
  void stop() {
    set.close();
  }

  private ScriptedRedis.Node start(boolean durable) throws IOException {
    set = new ScriptedRedis(directory, durable);
    set.startAll();
    return set.awaitMaster();
  }

  @Test
  void emptyMasterThatComesBackAtOnceTakesNobodysData() throws IOException {
    ScriptedRedis.Node master = start(false);
    assertThat(master).isSameAs(set.redis(0));
    assertThat(master.ask("set", "key", "kept")).isEqualTo("OK");
    await().until(() -> set.redis(1).ask("get", "key").equals("kept"));

    master.kill();
    master.start();

    ScriptedRedis.Node next = set.awaitMaster();
    assertThat(next).isNotSameAs(master);
    assertThat(next.ask("get", "key")).isEqualTo("kept");
    assertThat(master.ask("get", "key")).isEqualTo("kept");
    assertThat(master.log()).contains("waiting: this one is empty").contains("replica of ");
  }

  @Test
  void emptyMasterWaitsForOneThatHangsAndMayHoldData() throws IOException {
    ScriptedRedis.Node master = start(false);
    assertThat(master.ask("set", "key", "kept")).isEqualTo("OK");
    await().until(() -> set.redis(1).ask("get", "key").equals("kept"));
    await().until(() -> set.redis(2).ask("get", "key").equals("kept"));

    set.redis(1).suspend();
    set.redis(2).suspend();
    master.kill();
    master.start();
    await("said why it waits")
        .atMost(Duration.ofSeconds(30))
        .until(() -> master.log().contains("another that does not answer may hold data"));
    set.redis(1).resume();
    set.redis(2).resume();

    ScriptedRedis.Node next = set.awaitMaster();
    assertThat(next.ask("get", "key")).isEqualTo("kept");
    assertThat(master.ask("get", "key")).isEqualTo("kept");
  }

  @Test
  void outageOfEverythingEndsWithTheLastMasterAndItsData() throws IOException {
    ScriptedRedis.Node first = start(true);
    first.kill();
    await("another master")
        .atMost(Duration.ofSeconds(60))
        .until(() -> set.redis(1).masters(1) || set.redis(2).masters(1));
    ScriptedRedis.Node last = set.redis(1).masters(1) ? set.redis(1) : set.redis(2);
    assertThat(last.ask("set", "key", "newest")).isEqualTo("OK");

    set.killAll();
    set.startAll();

    assertThat(set.awaitMaster()).isSameAs(last);
    assertThat(last.ask("get", "key")).isEqualTo("newest");
    assertThat(first.ask("get", "key")).isEqualTo("newest");
  }

  @Test
  void sentinelsThatForgotEverythingFindTheMasterThatThereIs() throws IOException {
    ScriptedRedis.Node first = start(false);
    assertThat(first.ask("set", "key", "kept")).isEqualTo("OK");
    first.kill();
    first.start();
    ScriptedRedis.Node second = set.awaitMaster();

    set.sentinels().forEach(ScriptedRedis.Node::kill);
    set.sentinels().forEach(ScriptedRedis.Node::forget);
    set.sentinels().forEach(ScriptedRedis.Node::start);

    assertThat(set.awaitMaster()).isSameAs(second);
    assertThat(second.ask("get", "key")).isEqualTo("kept");
  }

  @Test
  void masterThatIsStoppedOnPurposeHandsOverFirst() throws IOException {
    ScriptedRedis.Node master = start(false);
    assertThat(master.ask("set", "key", "kept")).isEqualTo("OK");

    assertThat(master.run(RedisScripts.STOP)).isZero();

    assertThat(master.ask("role")).startsWith("slave");
    ScriptedRedis.Node next = set.awaitMaster();
    assertThat(next).isNotSameAs(master);
    assertThat(next.ask("get", "key")).isEqualTo("kept");
    assertThat(next.run(RedisScripts.READY)).isZero();
    assertThat(master.run(RedisScripts.READY)).isZero();
  }

  @Test
  void replicaThatCannotReachItsMasterIsNotReady() throws IOException {
    ScriptedRedis.Node master = start(false);
    set.sentinels().forEach(ScriptedRedis.Node::kill);
    assertThat(set.redis(1).run(RedisScripts.READY)).isZero();

    master.kill();

    await("redis-1 not ready")
        .atMost(Duration.ofSeconds(30))
        .until(() -> set.redis(1).run(RedisScripts.READY) != 0);
  }
}
