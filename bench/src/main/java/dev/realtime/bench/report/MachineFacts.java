package dev.realtime.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the figures depend on, without names of hosts, users or directories. */
public final class MachineFacts {
  private MachineFacts() {}

  /** Returns what is known, by name. */
  public static Map<String, String> collect() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", first(Path.of("/proc/cpuinfo"), "model name"));
    facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", memory());
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("load average before", text(Path.of("/proc/loadavg")).split(" ", 2)[0]);
    return facts;
  }

  private static String memory() {
    String digits = first(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", "");
    return digits.isEmpty() ? "unknown" : Long.parseLong(digits) / (1 << 20) + " GiB";
  }

  private static String first(Path file, String key) {
    return text(file)
        .lines()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse("unknown");
  }

  /** Empty where there is no such file: not every system has a /proc. */
  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException none) {
      return "";
    }
  }
}
