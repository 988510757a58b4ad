package dev.realtime.e2e.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Locks;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Node process with centrifuge-js in it, or with Chromium and centrifuge-js in its pages; any
 * number of clients live there.
 */
public final class NodeSdk implements AutoCloseable {
  /** Longer than the SDK's own wait for the server; a page has to be opened first. */
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final ObjectMapper json = new ObjectMapper();
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> replies = new ConcurrentHashMap<>();
  private final Map<String, Journal> journals = new ConcurrentHashMap<>();
  private final Process process;
  private final BufferedWriter commands;
  private final Thread reader;

  private NodeSdk(Process process) {
    this.process = process;
    this.commands = process.outputWriter(UTF_8);
    this.reader = Thread.ofVirtual().name("node-output").start(this::read);
  }

  /** Installs the SDK as the lock file has it, where that is not done yet, and starts Node. */
  public static NodeSdk start(Directories directories) {
    return start(directories, "driver.mjs");
  }

  /** Does the same with the SDK in headless Chromium. */
  static NodeSdk startInChromium(Directories directories) {
    return start(directories, "browser.mjs");
  }

  private static NodeSdk start(Directories directories, String script) {
    return new NodeSdk(process(directories, List.of(script)));
  }

  /**
   * Starts Node with a script of {@code src/test/js}, its errors on ours.
   *
   * @param line the script's name and its arguments
   */
  static Process process(Directories directories, List<String> line) {
    Path home = directories.project().resolve("e2e/src/test/js");
    Path lock = home.resolve("package-lock.json");
    Path installed = home.resolve("node_modules/.installed-lock.json");
    try (Locks.Held _ = Locks.take(directories.cache().resolve("npm.lock"))) {
      if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0) {
        Command.of("npm", "ci").in(home).within(Duration.ofMinutes(5)).run();
        Files.copy(lock, installed);
      }
      List<String> whole = new ArrayList<>(List.of("node"));
      whole.addAll(line);
      return new ProcessBuilder(whole)
          .directory(home.toFile())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot run Node (20 or newer, with npm, is needed for centrifuge-js)", e);
    }
  }

  /**
   * Makes a client that is not connected.
   *
   * @param name unique in this process
   */
  public SdkClient client(String name, String url, NodeTransport transport, String token) {
    return client(name, url, transport, token.isEmpty() ? List.of() : List.of(token));
  }

  /**
   * The same with several tokens: each time the SDK asks for one it is given the next, and the last
   * one from then on.
   */
  SdkClient client(String name, String url, NodeTransport transport, List<String> tokens) {
    Journal journal = new Journal();
    journals.put(name, journal);
    ObjectNode create = json.createObjectNode();
    create.put("url", url);
    tokens.forEach(create.putArray("tokens")::add);
    create.put("transport", transport.transportName()).put("protobuf", transport.protobuf());
    ask(name, "create", create);
    return new NodeSdkClient(this, name, journal);
  }

  /** Sends a command and waits for its reply. */
  JsonNode ask(String client, String operation, ObjectNode arguments) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    replies.put(id, reply);
    ObjectNode command = arguments.deepCopy().put("id", id).put("client", client);
    command.put("do", operation);
    try {
      synchronized (commands) {
        commands.write(command.toString());
        commands.newLine();
        commands.flush();
      }
      return reply.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException("The Node process is gone", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SdkClient.SdkException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(
          "%s of %s was not answered within %s; %s"
              .formatted(operation, client, ANSWER, journals.get(client)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + operation, e);
    }
  }

  ObjectMapper json() {
    return json;
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      reader.join();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot end the Node process", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode message = json.readTree(line);
        if (message.has("reply")) {
          answer(message);
        } else {
          journals.get(message.path("client").asText()).add(NodeEvents.entry(message));
        }
      }
    } catch (IOException e) {
      replies.values().forEach(reply -> reply.completeExceptionally(e));
    }
    IOException gone = new IOException("The Node process ended");
    replies.values().forEach(reply -> reply.completeExceptionally(gone));
  }

  private void answer(JsonNode message) {
    CompletableFuture<JsonNode> reply = replies.remove(message.path("reply").asInt());
    JsonNode error = message.get("error");
    if (error == null) {
      reply.complete(message.path("result"));
    } else {
      reply.completeExceptionally(
          new SdkClient.SdkException(error.path("code").asInt(), error.path("message").asText()));
    }
  }
}
