package dev.realtime.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A process as {@code /proc} shows it (Linux).
 *
 * @param pid its id
 */
public record ProcessFacts(long pid) {
  /**
   * What {@code utime} and {@code stime} count in: USER_HZ, 100 on every Linux platform of today.
   */
  private static final long TICK_NANOS = 10_000_000;

  /** CPU time used so far by all its threads, in user and kernel mode, nanoseconds. */
  public long cpuNanos() {
    try {
      return CpuClock.nanosOf(pid);
    } catch (IllegalArgumentException gone) {
      throw new UncheckedIOException(
          "Cannot read the CPU time of process %d".formatted(pid),
          new IOException(gone.getMessage(), gone));
    }
  }

  /**
   * CPU time so far of each thread whose name begins so, by its id, nanoseconds. The kernel keeps
   * 15 characters of a name.
   */
  public Map<Long, Long> threadCpuNanos(String nameBeginning) {
    Map<Long, Long> threads = new TreeMap<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks.toList()) {
        String stat = statOf(task);
        if (stat.startsWith(nameBeginning, stat.indexOf('(') + 1)) {
          threads.put(Long.parseLong(String.valueOf(task.getFileName())), cpuNanos(stat));
        }
      }
    } catch (IOException gone) {
      throw new UncheckedIOException("Cannot read the threads of process " + pid, gone);
    }
    return threads;
  }

  /** Empty for a thread that has ended meanwhile, as those of a JVM's compilers do. */
  private static String statOf(Path task) throws IOException {
    try {
      return Files.readString(task.resolve("stat"));
    } catch (IOException unreadable) {
      if (Files.exists(task)) {
        throw unreadable;
      }
      return "";
    }
  }

  private static long cpuNanos(String stat) {
    // The name of the program stands in parentheses and may hold anything.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS;
  }

  /** Its memory now; adds up all mappings, which takes some milliseconds. */
  public Memory memory() {
    String rollup = read("smaps_rollup");
    return new Memory(kibibytes(rollup, "Rss:"), kibibytes(rollup, "Pss:"));
  }

  /** The highest resident size since the last {@link #resetPeak}, KiB. */
  public long peakKib() {
    return kibibytes(read("status"), "VmHWM:");
  }

  /** Makes {@link #peakKib} count from now on. */
  public void resetPeak() {
    try {
      Files.writeString(Path.of("/proc/" + pid + "/clear_refs"), "5");
    } catch (IOException refused) {
      throw new UncheckedIOException("Cannot reset the peak memory of process " + pid, refused);
    }
  }

  /**
   * Memory of a process.
   *
   * @param rssKib resident, KiB
   * @param pssKib resident with shared pages divided among those who share them, KiB
   */
  public record Memory(long rssKib, long pssKib) {}

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/" + file));
    } catch (IOException gone) {
      throw new UncheckedIOException(
          "Cannot read /proc/%d/%s: the process has ended, or this is not Linux"
              .formatted(pid, file),
          gone);
    }
  }

  static long kibibytes(String text, String key) {
    return text.lines()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).replace("kB", "").trim())
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("/proc shows no " + key));
  }
}
