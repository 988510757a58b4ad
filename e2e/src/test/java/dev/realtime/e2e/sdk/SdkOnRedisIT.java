package dev.realtime.e2e.sdk;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one Redis. */
class SdkOnRedisIT extends SdkScenarios {
  @TempDir static Path data;
  private RedisNodes redis;

  @Override
  List<String> brokers() {
    redis = RedisNodes.start(data, 1);
    return Collections.nCopies(
        2, "broker: redis\nredis: {addresses: [%s]}".formatted(redis.addresses()));
  }

  @AfterAll
  void stopRedis() {
    redis.close();
  }
}
