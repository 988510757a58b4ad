package dev.realtime.server.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.DefaultEventLoop;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What fails for one client of a loop must not reach the others. */
class LoopFailureTest {
  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final AtomicInteger calls = new AtomicInteger();

  @AfterEach
  void stop() {
    var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private Timed every100Millis(boolean fails) {
    return new Timed() {
      @Override
      protected long onDeadline(long nowMillis) {
        calls.incrementAndGet();
        if (fails) {
          throw new IllegalStateException("fails on purpose");
        }
        return nowMillis + 100;
      }
    };
  }

  @Test
  void aDeadlineThatFailsIsTriedAgainAndThoseBesideItAreCalled() {
    LoopWheel wheel = new LoopWheel(0);
    Timed failing = every100Millis(true);
    for (Timed timed : new Timed[] {every100Millis(false), failing, every100Millis(false)}) {
      wheel.schedule(timed, 100);
    }
    wheel.advance(100);
    assertThat(calls).hasValue(3);
    wheel.advance(200);
    assertThat(calls).hasValue(5);
    wheel.advance(LoopWheel.RETRY_MILLIS + 100);
    assertThat(failing.bucket).isNotEqualTo(LoopWheel.NOWHERE);
    assertThat(calls.get()).isGreaterThan(5);
  }

  @Test
  void aFlushThatFailsDoesNotKeepOthersFromTheirs() {
    LoopContext context = new LoopContext(0, loop);
    loop.execute(
        () -> {
          context.flushAtEndOfTurn(
              () -> {
                throw new IllegalStateException("fails on purpose");
              });
          context.flushAtEndOfTurn(calls::incrementAndGet);
        });
    await().until(() -> calls.get() == 1);
  }
}
