package dev.realtime.server.node;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.server.json.JsonShapeException;

/** Whatever may stand in the control channel; see {@code TokenFuzzIT} for how to search. */
class ControlFuzzIT {
  /** What is understood is understood again after it was said again. */
  @FuzzTest(maxDuration = "20s")
  void messagesAreReadOrRefused(byte[] bytes) {
    try {
      ControlCodec.Received once = ControlCodec.decode(bytes);
      ControlCodec.Received again =
          ControlCodec.decode(ControlCodec.encode(once.from(), once.message()));
      if (!again.message().getClass().equals(once.message().getClass())) {
        throw new AssertionError(once + " became " + again);
      }
    } catch (JsonShapeException e) {
      if (e.reason().isEmpty()) {
        throw new AssertionError("refused without a reason", e);
      }
    }
  }
}
