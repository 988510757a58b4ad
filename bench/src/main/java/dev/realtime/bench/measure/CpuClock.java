package dev.realtime.bench.measure;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The CPU-time clock that Linux keeps for each process, in nanoseconds; {@code /proc} rounds the
 * same to hundredths of a second, which is too coarse for a short window.
 */
final class CpuClock {
  // What it may reach is said here: a function of the C library that fills the space it is given.
  @SuppressWarnings("restricted")
  private static final MethodHandle CLOCK_GETTIME =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  /** In the id of a clock: time that the scheduler has given, rather than ticks counted. */
  private static final int CPUCLOCK_SCHED = 2;

  private static final int PID_SHIFT = 3;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private CpuClock() {}

  /**
   * Time used so far by all threads of a process, those that have ended included.
   *
   * @param pid of the process, positive
   * @throws IllegalArgumentException if there is no such process
   */
  static long nanosOf(long pid) {
    if (pid <= 0) {
      throw new IllegalArgumentException("%d is no process".formatted(pid));
    }
    int clock = (~Math.toIntExact(pid) << PID_SHIFT) | CPUCLOCK_SCHED;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
      if ((int) CLOCK_GETTIME.invokeExact(clock, time) != 0) {
        throw new IllegalArgumentException("there is no process %d".formatted(pid));
      }
      return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * NANOS_PER_SECOND
          + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
    } catch (RuntimeException | Error failed) {
      throw failed;
    } catch (Throwable impossible) {
      throw new AssertionError("clock_gettime declares no exception", impossible);
    }
  }
}
