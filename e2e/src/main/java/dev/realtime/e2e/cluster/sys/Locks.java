package dev.realtime.e2e.cluster.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks that hold between processes (by a file) and between threads of this one, where the file
 * alone would not do. The system frees them when the process ends, however it ends.
 */
public final class Locks {
  private static final Map<Path, ReentrantLock> WITHIN = new ConcurrentHashMap<>();

  private Locks() {}

  /** A held lock; closing it frees it. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for the lock and takes it.
   *
   * @param file made where it is missing, and left behind
   */
  public static Held take(Path file) {
    Path path = file.toAbsolutePath().normalize();
    ReentrantLock within = WITHIN.computeIfAbsent(path, key -> new ReentrantLock());
    within.lock();
    try {
      Files.createDirectories(path.getParent());
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock between = channel.lock();
      return () -> release(between, channel, within);
    } catch (IOException e) {
      within.unlock();
      throw new UncheckedIOException("Cannot lock " + path + ": " + e.getMessage(), e);
    }
  }

  private static void release(FileLock between, FileChannel channel, ReentrantLock within) {
    try (channel) {
      between.release();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot free a lock", e);
    } finally {
      within.unlock();
    }
  }
}
