package dev.realtime.e2e.cluster.sys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The processes of this machine, as {@code /proc} shows them.
 *
 * <p>Processes are found by what they are (command line, process namespace) and never by a number
 * that was noted earlier, so a recycled number cannot be mistaken for one of ours. The handles that
 * are returned remember the start time and end nothing else.
 */
public final class ProcessTable {
  private ProcessTable() {}

  /**
   * One process at the moment it was looked at.
   *
   * @param pid number on the host
   * @param arguments command line; empty for kernel threads and for what has ended
   * @param pidNamespace identity of its process namespace; empty where it cannot be read
   */
  public record Entry(long pid, List<String> arguments, String pidNamespace) {
    /** The file name of the executable as it was started, without its directory. */
    public String program() {
      if (arguments.isEmpty()) {
        return "";
      }
      String first = arguments.getFirst();
      return first.substring(first.lastIndexOf('/') + 1);
    }
  }

  /** Returns handles of all live processes that match. */
  public static List<ProcessHandle> find(Predicate<Entry> condition) {
    List<ProcessHandle> found = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path directory : directories) {
        long pid = Long.parseLong(directory.getFileName().toString());
        // The handle comes first: it holds the start time of what is looked at next.
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        if (handle.isPresent() && condition.test(entry(directory, pid)) && handle.get().isAlive()) {
          found.add(handle.get());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list /proc", e);
    }
    return found;
  }

  /** Returns the identity of a process's namespace of processes; empty where it has ended. */
  public static String pidNamespace(long pid) {
    return link(Path.of("/proc", Long.toString(pid), "ns/pid"));
  }

  /** Returns the control groups of a process, one a line; empty where it has ended. */
  public static String controlGroups(long pid) {
    return read(Path.of("/proc", Long.toString(pid), "cgroup"));
  }

  private static Entry entry(Path directory, long pid) {
    String line = read(directory.resolve("cmdline"));
    List<String> arguments = line.isEmpty() ? List.of() : List.of(line.split("\0", 0));
    return new Entry(pid, arguments, link(directory.resolve("ns/pid")));
  }

  /** A process may end between two looks: that is no error. */
  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), UTF_8);
    } catch (IOException ended) {
      return "";
    }
  }

  private static String link(Path file) {
    @Nullable Path target;
    try {
      target = Files.readSymbolicLink(file);
    } catch (IOException ended) {
      return "";
    }
    return target.toString();
  }
}
