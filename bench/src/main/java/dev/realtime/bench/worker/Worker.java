package dev.realtime.bench.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.bench.measure.Processes;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The runner's end of one {@link WorkerMain}. */
final class Worker implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** No command takes longer: connecting, the longest, is bounded at less. */
  private static final int ANSWER_TIMEOUT_SECONDS = 300;

  private final int number;
  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;
  private final ExecutorService conversation =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());

  /**
   * Starts the process.
   *
   * @param log where its standard error goes
   */
  Worker(int number, int loops, long seed, Path log) throws IOException {
    this.number = number;
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    process =
        new ProcessBuilder(
                List.of(
                    java,
                    "-XX:+UseSerialGC",
                    "-Xms256m",
                    "-Xmx1g",
                    "-Xmn128m",
                    "-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Dio.netty.buffer.checkBounds=false",
                    "-Dio.netty.buffer.checkAccessible=false",
                    "-Dio.netty.leakDetection.level=disabled",
                    "-cp",
                    System.getProperty("java.class.path"),
                    WorkerMain.class.getName(),
                    String.valueOf(loops),
                    String.valueOf(seed)))
            .redirectError(log.toFile())
            .start();
    commands = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Sends a command; the answer comes later. Commands are worked in order. */
  CompletableFuture<JsonNode> send(WorkerCommand command) {
    return CompletableFuture.supplyAsync(() -> converse(command), conversation);
  }

  private JsonNode converse(WorkerCommand command) {
    try {
      commands.write(JSON.writerFor(WorkerCommand.class).writeValueAsString(command));
      commands.newLine();
      commands.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException(
            "Load worker %d ended while it did %s; its log says why".formatted(number, command));
      }
      JsonNode answer = JSON.readTree(line);
      if (answer.has("error")) {
        throw new IllegalStateException(
            "Load worker %d could not do %s: %s"
                .formatted(number, command, answer.path("error").asText()));
      }
      return answer.path("value");
    } catch (IOException broken) {
      throw new UncheckedIOException("Talking to load worker " + number + " failed", broken);
    }
  }

  /** The answer to {@link #send} as a value. */
  static <T> T await(CompletableFuture<JsonNode> answer, Class<T> type)
      throws InterruptedException {
    try {
      return JSON.treeToValue(answer.get(ANSWER_TIMEOUT_SECONDS, TimeUnit.SECONDS), type);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("A load worker failed: " + failed.getMessage(), failed);
    } catch (TimeoutException silent) {
      throw new IllegalStateException(
          "A load worker did not answer within " + ANSWER_TIMEOUT_SECONDS + " s", silent);
    } catch (IOException unreadable) {
      throw new IllegalStateException("A load worker's answer is no " + type, unreadable);
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    conversation.shutdownNow();
    Processes.stop(process);
  }
}
