package dev.realtime.e2e.sdk;

import java.util.List;

/** One node, which keeps everything in memory. */
class SdkOnOneNodeIT extends SdkScenarios {
  @Override
  List<String> brokers() {
    return List.of("broker: memory");
  }
}
