package dev.realtime.server.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.server.json.JsonReader;
import dev.realtime.server.proxy.ProxyOutcome.Answered;

/** Whatever a backend may answer; see {@code TokenFuzzIT} for how to search. */
class AnswerFuzzIT {
  /** Every answer is read, or said to be none; payloads in it are valid JSON. */
  @FuzzTest(maxDuration = "20s")
  void answersAreReadOrRefused(byte[] body) {
    var _ = new AnswerReader.Connect().read(body);
    var _ = new AnswerReader.Refresh().read(body);
    var _ = new AnswerReader.Subscribe().read(body);
    var _ = new AnswerReader.Publish().read(body);
    if (new AnswerReader.Rpc().read(body) instanceof Answered<RpcAnswer>(RpcAnswer answer)
        && answer.data() != null
        && !new String(body, UTF_8).contains("b64data")
        && !JsonReader.isValid(answer.data())) {
      throw new AssertionError("payload is no JSON");
    }
  }
}
