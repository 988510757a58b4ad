package dev.realtime.bench.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.bench.load.Generator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A load worker: reads a {@link WorkerCommand} per line, answers each with a line {@code
 * {"value":…}} or {@code {"error":"…"}}, and ends with its input. Arguments: the number of event
 * loops, and the seed.
 */
public final class WorkerMain {
  private static final ObjectMapper JSON = new ObjectMapper();

  private WorkerMain() {}

  /** Serves one runner. */
  public static void main(String[] arguments) throws IOException {
    // What libraries print must not get between the answers.
    PrintStream answers = System.out;
    System.setOut(System.err);
    Generator generator =
        new Generator(Integer.parseInt(arguments[0]), Long.parseLong(arguments[1]));
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      answers.println(answer(generator, line));
      answers.flush();
    }
    System.exit(0);
  }

  private static String answer(Generator generator, String line) throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    try {
      answer.putPOJO("value", execute(generator, JSON.readValue(line, WorkerCommand.class)));
    } catch (Exception failed) {
      failed.printStackTrace();
      answer.put("error", failed.toString());
    }
    return JSON.writeValueAsString(answer);
  }

  private static @Nullable Object execute(Generator generator, WorkerCommand command)
      throws InterruptedException {
    return switch (command) {
      case WorkerCommand.Connect connect -> generator.connect(connect.group(), connect.plan());
      case WorkerCommand.Window window -> {
        generator.window(window.group(), window.fromNanos(), window.toNanos());
        yield null;
      }
      case WorkerCommand.Publish publish -> {
        generator.publish(publish.plan());
        yield null;
      }
      case WorkerCommand.AwaitPublished _ -> generator.published();
      case WorkerCommand.Ask ask -> generator.ask(ask.plan());
      case WorkerCommand.Settle settle ->
          generator.settle(
              settle.group(), settle.total(), settle.streams(), settle.timeoutMillis());
      case WorkerCommand.Collect collect -> generator.collect(collect.group());
      case WorkerCommand.Cut cut -> {
        generator.cut(cut.group(), cut.count());
        yield null;
      }
      case WorkerCommand.Route route -> {
        generator.route(route.group(), route.ports());
        yield null;
      }
      case WorkerCommand.Close close -> {
        generator.close(close.group());
        yield null;
      }
    };
  }
}
