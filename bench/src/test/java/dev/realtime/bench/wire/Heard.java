package dev.realtime.bench.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a dialect finds, as text. */
final class Heard implements Incoming {
  final List<String> all = new ArrayList<>();

  @Override
  public void publication(ByteBuf bytes, int marker) {
    all.add(
        "publication %d/%d"
            .formatted(Marker.stream(bytes, marker), Marker.sequence(bytes, marker)));
  }

  @Override
  public void ping() {
    all.add("ping");
  }

  @Override
  public void answer(Answer answer) {
    all.add(answer.toString());
  }
}
