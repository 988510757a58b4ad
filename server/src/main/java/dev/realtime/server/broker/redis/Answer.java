package dev.realtime.server.broker.redis;

import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of any shape: Long, byte[], null, or a list of them, nested as Redis nested it.
 *
 * <p>Lettuce's own output of this kind wraps some shapes in one list more than others.
 */
@SuppressWarnings("NullAway") // Lettuce's base class takes no nullness for its output
final class Answer extends CommandOutput<String, byte[], Object> {
  private record Open(List<Object> items, int size) {}

  private final Deque<Open> open = new ArrayDeque<>();

  Answer() {
    super(Wire.CODEC, null);
  }

  @Override
  public void set(@Nullable ByteBuffer bytes) {
    put(bytes == null ? null : codec.decodeValue(bytes));
  }

  @Override
  public void set(long integer) {
    put(integer);
  }

  @Override
  public void set(double number) {
    put(number);
  }

  @Override
  public void set(boolean value) {
    put(value);
  }

  @Override
  public void multi(int count) {
    List<Object> items = new ArrayList<>(Math.max(0, Math.min(count, 1_024)));
    if (count <= 0) {
      put(items);
    } else {
      open.push(new Open(items, count));
    }
  }

  private void put(@Nullable Object item) {
    Object value = item;
    while (true) {
      Open innermost = open.peek();
      if (innermost == null) {
        output = value;
        return;
      }
      innermost.items().add(value);
      if (innermost.items().size() < innermost.size()) {
        return;
      }
      open.pop();
      value = innermost.items();
    }
  }
}
