package dev.realtime.operator.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Headless Chromium with one page, driven through Node and puppeteer-core. */
final class Browser implements AutoCloseable {
  private static final Path HOME = Path.of("src/test/js");
  private final ObjectMapper json = new ObjectMapper();
  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader replies;
  private int ids;

  /** Installs the driver as its lock file has it, where that is not done yet, and starts both. */
  Browser() throws IOException, InterruptedException {
    Path lock = HOME.resolve("package-lock.json");
    Path installed = HOME.resolve("node_modules/.installed-lock.json");
    if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0) {
      Process npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
              .directory(HOME.toFile())
              // Its standard streams are how Maven talks to this process.
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
        throw new IllegalStateException("npm ci failed in " + HOME);
      }
      Files.copy(lock, installed);
    }
    process =
        new ProcessBuilder("node", "browser.mjs")
            .directory(HOME.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    commands = process.outputWriter(UTF_8);
    replies = process.inputReader(UTF_8);
  }

  JsonNode run(String command, Object... namesAndValues) throws IOException {
    Map<String, Object> line = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      line.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    line.put("id", ++ids);
    line.put("do", command);
    commands.write(json.writeValueAsString(line));
    commands.newLine();
    commands.flush();
    String reply = replies.readLine();
    if (reply == null) {
      throw new IllegalStateException(
          "The browser's driver ended (are chromium and Node 18 or newer installed?)");
    }
    JsonNode answer = json.readTree(reply);
    if (answer.has("error")) {
      String text = command.equals("text") ? "" : run("text").asText();
      throw new AssertionError(
          command
              + List.of(namesAndValues)
              + ": "
              + answer.path("error").asText()
              + "\nThe page says:\n"
              + text);
    }
    return answer.path("result");
  }

  void see(String... texts) throws IOException {
    for (String text : texts) {
      run("see", "text", text);
    }
  }

  void click(String selector) throws IOException {
    run("click", "selector", selector);
  }

  @Override
  public void close() throws IOException {
    commands.close();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
