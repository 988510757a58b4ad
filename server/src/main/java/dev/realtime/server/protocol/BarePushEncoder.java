package dev.realtime.server.protocol;

import dev.realtime.server.message.ErrorCode;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Result;
import io.netty.buffer.ByteBuf;

/**
 * JSON for unidirectional transports: a push stands for itself there, without the reply around it
 * that tells it from answers.
 */
final class BarePushEncoder implements Encoder {
  private static final int WRAPPER = "{\"push\":".length();

  private final JsonEncoder json = new JsonEncoder();

  @Override
  public void push(ByteBuf out, Push push) {
    if (push instanceof Push.Ping) {
      json.push(out, push);
      return;
    }
    ByteBuf wrapped = out.alloc().buffer();
    try {
      json.push(wrapped, push);
      out.writeBytes(wrapped, WRAPPER, wrapped.readableBytes() - WRAPPER - 1);
    } finally {
      wrapped.release();
    }
  }

  @Override
  public void result(ByteBuf out, long id, Result result) {
    throw new IllegalStateException("unidirectional clients send no commands to be answered");
  }

  @Override
  public void error(ByteBuf out, long id, ErrorCode error) {
    throw new IllegalStateException("unidirectional clients send no commands to be answered");
  }
}
