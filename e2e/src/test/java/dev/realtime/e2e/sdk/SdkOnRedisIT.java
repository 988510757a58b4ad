package dev.realtime.e2e.sdk;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one Redis; of the browser the transport that needs the other node most. */
class SdkOnRedisIT extends SdkScenarios {
  @TempDir static Path data;
  private RedisNodes redis;

  @Override
  List<String> brokers() {
    redis = RedisNodes.start(data, 1);
    return Collections.nCopies(
        2, "broker: redis\nredis: {addresses: [%s]}".formatted(redis.addresses()));
  }

  @Override
  Stream<Sdk> sdks() {
    return super.sdks().filter(sdk -> sdk.place() != Sdk.Place.CHROMIUM || sdk == Sdk.CHROMIUM_SSE);
  }

  @AfterAll
  void stopRedis() {
    redis.close();
  }
}
