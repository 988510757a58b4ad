package dev.realtime.e2e.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.sdk.Page;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page and the program of the documentation, against the server that ./dev server runs. */
class SdkExamplesIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Under Maven the class path proper is in a property of its. */
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  @TempDir Path work;

  private final Directories directories = Directories.standard();
  private final Path examples = directories.project().resolve("docs/examples/sdk");
  private final List<Process> processes = new ArrayList<>();
  private String authority;

  @BeforeEach
  void startServer() throws IOException {
    int port = freePort();
    authority = "127.0.0.1:" + port;
    List<String> line =
        ServerCommand.line(Workspace.standard(), ServerCommand.writeConfig(work, port, 0));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("server.log").toFile());
    processes.add(builder.start());
    HttpRequest health =
        HttpRequest.newBuilder(URI.create("http://" + authority + "/health")).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      await("the server")
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> http.send(health, BodyHandlers.discarding()).statusCode() == 200);
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes) {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void pageAndProgramTalkToEachOther() throws Exception {
    Path heard = work.resolve("heard");
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                CLASS_PATH,
                examples.resolve("Chat.java").toString(),
                "ann",
                "ws://" + authority + "/connection/websocket")
            .redirectErrorStream(true)
            .redirectOutput(heard.toFile())
            .start();
    processes.add(program);
    awaitLine(heard, "in the chat");
    HttpServer site = site();
    try (Page page = Page.open(directories, address(site) + "/?user=bob&server=" + authority);
        BufferedWriter keyboard = program.outputWriter(UTF_8)) {
      await("the page's connection")
          .atMost(SOON)
          .until(() -> page.evaluate("document.body.innerText").contains("connected by websocket"));

      page.evaluate("document.querySelector('input').value = 'good \"morning\"'");
      page.evaluate("document.querySelector('form').requestSubmit()");
      awaitLine(heard, "good \\\"morning\\\"");
      keyboard.write("hello, \"bob\"\n");
      keyboard.flush();
      await("what the program said")
          .atMost(SOON)
          .until(() -> page.evaluate("document.body.innerText").contains("ann: hello, \"bob\""));
    } finally {
      site.stop(0);
    }
    assertThat(program.waitFor(30, TimeUnit.SECONDS)).as("ends with its input").isTrue();
    assertThat(program.exitValue()).as(Files.readString(heard)).isZero();
  }

  @Test
  void thePomOfTheProgramNamesTheSdkThatIsTested() throws IOException {
    String version = CLASS_PATH.replaceAll("(?s).*/centrifuge-java-([0-9.]+)\\.jar.*", "$1");
    assertThat(Files.readString(examples.resolve("pom.xml")))
        .contains("<version>" + version + "</version>");
  }

  private static void awaitLine(Path file, String part) {
    await(part).atMost(SOON).untilAsserted(() -> assertThat(Files.readString(file)).contains(part));
  }

  /** Serves the page, with the SDK where npm would have put it. */
  private HttpServer site() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Path sdk = directories.project().resolve("e2e/src/test/js");
    server.createContext("/", exchange -> send(exchange, examples.resolve("index.html")));
    String script = "node_modules/centrifuge/dist/centrifuge.js";
    server.createContext("/" + script, exchange -> send(exchange, sdk.resolve(script)));
    server.start();
    return server;
  }

  private static void send(HttpExchange exchange, Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    String type = file.toString().endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
    exchange.close();
  }

  private static String address(HttpServer site) {
    return "http://127.0.0.1:" + site.getAddress().getPort();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
