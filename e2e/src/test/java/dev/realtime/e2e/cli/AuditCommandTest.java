package dev.realtime.e2e.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.release.Dependency;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against answers of the form that osv.dev documents. */
class AuditCommandTest {
  private static final Dependency SAFE = new Dependency("Maven", "org.a:safe", "1.0");
  private static final Dependency OLD = new Dependency("npm", "@b/old", "2.0");

  private final Queue<JsonNode> asked = new ConcurrentLinkedQueue<>();
  private final Queue<String> answers = new ConcurrentLinkedQueue<>();
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  @TempDir private Path directory;
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/querybatch", this::batch);
    server.createContext("/v1/vulns/", AuditCommandTest::advisory);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void batch(HttpExchange exchange) throws IOException {
    asked.add(new ObjectMapper().readTree(exchange.getRequestBody()));
    String answer = answers.poll();
    answer(exchange, answer == null ? 500 : 200, answer == null ? "out of order" : answer);
  }

  private static void advisory(HttpExchange exchange) throws IOException {
    String id = exchange.getRequestURI().getPath().substring("/v1/vulns/".length());
    answer(
        exchange,
        200,
        """
        {"id": "%s", "summary": "lets anybody in", "affected": [
          {"package": {"ecosystem": "npm", "name": "@b/old"},
           "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "2.0.1"}]}]},
          {"package": {"ecosystem": "npm", "name": "@b/other"},
           "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "9.9.9"}]}]}]}
        """
            .formatted(id));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private int audit(Dependency... packages) throws InterruptedException {
    return AuditCommand.audit(
        List.of(packages),
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
        new PrintStream(told, true, UTF_8));
  }

  @Test
  void nothingKnownIsZero() throws InterruptedException {
    answers.add("{\"results\": [{}, {}]}");
    assertThat(audit(SAFE, OLD)).isEqualTo(AuditCommand.CLEAN);
    assertThat(told.toString(UTF_8)).contains("2 packages", "nothing is known");
    assertThat(asked.remove().path("queries"))
        .hasToString(
            "[{\"version\":\"1.0\",\"package\":{\"ecosystem\":\"Maven\",\"name\":\"org.a:safe\"}},"
                + "{\"version\":\"2.0\",\"package\":{\"ecosystem\":\"npm\",\"name\":\"@b/old\"}}]");
  }

  @Test
  void whatIsKnownIsOneAndIsNamedWithTheVersionThatCorrectsIt() throws InterruptedException {
    answers.add("{\"results\": [{}, {\"vulns\": [{\"id\": \"GHSA-1\"}]}]}");
    assertThat(audit(SAFE, OLD)).isEqualTo(AuditCommand.FOUND);
    assertThat(told.toString(UTF_8))
        .contains("npm @b/old 2.0\n  GHSA-1: lets anybody in (fixed in 2.0.1)\n")
        .doesNotContain("9.9.9")
        .doesNotContain("safe 1.0");
  }

  @Test
  void theNextPageIsAskedForToo() throws InterruptedException {
    answers.add("{\"results\": [{}, {\"next_page_token\": \"more\"}]}");
    answers.add("{\"results\": [{\"vulns\": [{\"id\": \"GHSA-2\"}]}]}");
    assertThat(audit(SAFE, OLD)).isEqualTo(AuditCommand.FOUND);
    assertThat(told.toString(UTF_8)).contains("GHSA-2");
    asked.remove();
    assertThat(asked.remove().at("/queries/0/page_token").asText()).isEqualTo("more");
  }

  @Test
  void anAnswerThatIsNoneIsThreeAndSaysThatNothingWasChecked() throws InterruptedException {
    assertThat(audit(SAFE)).isEqualTo(AuditCommand.NOT_CHECKED);
    assertThat(told.toString(UTF_8)).startsWith("NOT CHECKED").contains("500", "out of order");
    answers.add("{\"results\": []}");
    assertThat(audit(SAFE)).isEqualTo(AuditCommand.NOT_CHECKED);
    assertThat(told.toString(UTF_8)).contains("about 1 packages and answered about 0");
    server.stop(0);
    assertThat(audit(SAFE)).isEqualTo(AuditCommand.NOT_CHECKED);
  }

  @Test
  void packagesAreReadFromTheBillOfMaterialsAndFromLockFiles() throws IOException {
    Path bill =
        Files.writeString(
            directory.resolve("bom.json"),
            """
            {"bomFormat": "CycloneDX", "components": [
              {"group": "org.a", "name": "safe", "version": "1.0"},
              {"group": "dev.realtime", "name": "realtime-crds", "version": "1.0"}]}
            """);
    assertThat(Dependency.ofBill(bill)).containsExactly(SAFE);
    Path lock =
        Files.writeString(
            directory.resolve("package-lock.json"),
            """
            {"lockfileVersion": 3, "packages": {
              "": {"name": "ours", "version": "1.0.0"},
              "node_modules/x": {"version": "1.1.0"},
              "node_modules/x/node_modules/@b/old": {"version": "2.0"},
              "node_modules/alias": {"name": "real", "version": "3.0"}}}
            """);
    assertThat(Dependency.ofLock(lock))
        .containsExactly(
            OLD, new Dependency("npm", "real", "3.0"), new Dependency("npm", "x", "1.1.0"));
    Path ours = Directories.standard().project().resolve("e2e/src/test/js/package-lock.json");
    assertThat(Dependency.ofLock(ours)).hasSizeGreaterThan(10);
  }
}
