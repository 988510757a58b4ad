package dev.realtime.e2e.runbook;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Threads of other processes that stand still while the rest of the process goes on, as a deadlock
 * leaves them. A signal can stop whole processes only; a tracer (ptrace, as debuggers use it) stops
 * single threads, for as long as it lives: closing ends it, and the kernel lets go what is left.
 */
@SuppressWarnings("restricted")
final class StoppedThreads implements AutoCloseable {
  private static final int PTRACE_SEIZE = 0x4206;
  private static final int PTRACE_INTERRUPT = 0x4207;
  private static final int WNOHANG = 1;
  private static final int WALL = 0x40000000;
  private static final int EVERY_MILLIS = 50;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle PTRACE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("ptrace"),
          FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle WAITPID =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("waitpid"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread tracer;

  /** Stops the threads of these processes whose name begins so. */
  StoppedThreads(List<ProcessHandle> processes, String name) {
    List<Integer> threads = processes.stream().flatMap(it -> threads(it, name)).toList();
    if (threads.isEmpty()) {
      throw new IllegalStateException("no thread " + name + " in " + processes);
    }
    var stopped = new CompletableFuture<Void>();
    tracer = Thread.ofPlatform().daemon().name("tracer").start(() -> trace(threads, stopped));
    stopped.join();
  }

  private static Stream<Integer> threads(ProcessHandle process, String name) {
    Path tasks = Path.of("/proc/" + process.pid() + "/task");
    try (Stream<Path> all = Files.list(tasks)) {
      return all
          .filter(task -> read(task.resolve("comm")).startsWith(name))
          .map(task -> Integer.valueOf(task.getFileName().toString()))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One thread of ours makes all the calls: what it traces is its own. */
  private void trace(List<Integer> threads, CompletableFuture<Void> stopped) {
    try (Arena arena = Arena.ofConfined()) {
      for (int thread : threads) {
        request(PTRACE_SEIZE, thread);
        request(PTRACE_INTERRUPT, thread);
      }
      stopped.complete(null);
      MemorySegment status = arena.allocate(JAVA_INT);
      // A traced thread that has ended is there until its tracer has asked for it.
      while (!end.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        for (int thread : threads) {
          int _ = (int) WAITPID.invokeExact(thread, status, WNOHANG | WALL);
        }
      }
    } catch (Throwable e) {
      stopped.completeExceptionally(e);
      throw new IllegalStateException("threads could not be kept still", e);
    }
  }

  private static void request(int request, int thread) throws Throwable {
    long answer =
        (long) PTRACE.invokeExact(request, thread, MemorySegment.NULL, MemorySegment.NULL);
    if (answer != 0) {
      throw new IllegalStateException("thread " + thread + " cannot be traced");
    }
  }

  @Override
  public void close() {
    end.countDown();
    try {
      tracer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
