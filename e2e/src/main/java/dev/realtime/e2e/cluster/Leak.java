package dev.realtime.e2e.cluster;

import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Memory that is never given back, charged to the control group of a program.
 *
 * @param program the one that seems to leak; its end is the end of the leak
 * @param mebibytes so many more each second
 */
record Leak(ProcessHandle program, int mebibytes) {
  private static final Path MOUNTS = Path.of("/sys/fs/cgroup");

  /** Enters the control group, makes itself the last that the kernel would take, and grows. */
  private static final String SCRIPT =
      """
      echo $$ > "$1/cgroup.procs" || exit 1
      echo -999 > /proc/self/oom_score_adj
      chunk=$(printf '%*s' $(($3 * 102400)) '')
      held=()
      while kill -0 "$2" 2> /dev/null; do
        held+=("$chunk")
        sleep 0.1
      done
      """;

  Fault start() {
    List<String> line =
        List.of(
            "bash",
            "-c",
            SCRIPT,
            "leak",
            memoryGroup().toString(),
            Long.toString(program.pid()),
            Integer.toString(mebibytes));
    try {
      Process process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process::destroyForcibly;
    } catch (IOException e) {
      throw new ClusterException("Cannot start a leak in process " + program.pid(), e);
    }
  }

  /** With version 2 all controllers share one hierarchy; with version 1 memory has its own. */
  private Path memoryGroup() {
    return ProcessTable.controlGroups(program.pid())
        .lines()
        .map(line -> line.split(":", 3))
        .filter(fields -> fields.length == 3)
        .filter(fields -> unified() || List.of(fields[1].split(",", -1)).contains("memory"))
        .map(fields -> MOUNTS.resolve(unified() ? "" : "memory").resolve(fields[2].substring(1)))
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(
            () ->
                new ClusterException(
                    "Process " + program.pid() + " is in no control group for memory"));
  }

  private static boolean unified() {
    return Files.exists(MOUNTS.resolve("cgroup.controllers"));
  }
}
