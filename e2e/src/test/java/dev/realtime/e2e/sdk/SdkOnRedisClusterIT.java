package dev.realtime.e2e.sdk;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on a Redis Cluster of six: three masters with a replica each. */
class SdkOnRedisClusterIT extends SdkScenarios {
  @TempDir static Path data;
  private RedisNodes redis;

  @Override
  List<String> brokers() {
    redis = RedisNodes.startCluster(data);
    return Collections.nCopies(
        2, "broker: redis\nredis: {mode: cluster, addresses: [%s]}".formatted(redis.addresses()));
  }

  @Override
  Stream<Sdk> sdks() {
    return super.sdks().filter(sdk -> sdk.place() != Sdk.Place.CHROMIUM);
  }

  @AfterAll
  void stopRedis() {
    redis.close();
  }
}
