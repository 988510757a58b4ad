package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.BrokerContract;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on one Redis. */
class RedisBrokerIT extends BrokerContract {
  private static RedisProcess redis;

  @BeforeAll
  static void startRedis() {
    redis = RedisProcess.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Override
  protected Broker newBroker() {
    return new RedisBroker(
        RedisSettings.of(new RedisSettings.Topology.Standalone(List.of(redis.address()))),
        new SimpleMeterRegistry(),
        InstantSource.system(),
        new Random());
  }
}
