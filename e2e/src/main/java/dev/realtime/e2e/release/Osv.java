package dev.realtime.e2e.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks osv.dev what is known against packages, by name and version, with the API described at <a
 * href="https://google.github.io/osv.dev/api/">google.github.io/osv.dev</a>. Not by osv-scanner:
 * its version 2.5 takes a Maven component of a CycloneDX file by its name without the group, and
 * finds nothing.
 *
 * @param api such as {@code https://api.osv.dev}
 * @param http to ask with
 */
public record Osv(URI api, HttpClient http) {
  /** The public one. */
  public static final URI PUBLIC = URI.create("https://api.osv.dev");

  /** What one query may hold. */
  static final int BATCH = 1000;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One package, and where in its list of advisories to go on. */
  private record Question(Dependency about, String page) {}

  /**
   * Returns the advisories of each package that has any.
   *
   * @throws IOException where osv.dev cannot be reached, or answers something else
   */
  public SortedMap<Dependency, List<Advisory>> known(Collection<Dependency> packages)
      throws IOException, InterruptedException {
    var known = new TreeMap<Dependency, List<Advisory>>();
    List<Question> open = new ArrayList<>();
    packages.forEach(about -> open.add(new Question(about, "")));
    while (!open.isEmpty()) {
      List<Question> some = open.subList(0, Math.min(BATCH, open.size()));
      List<Question> asked = List.copyOf(some);
      some.clear();
      JsonNode results = ask(asked);
      for (int i = 0; i < asked.size(); i++) {
        JsonNode result = results.path(i);
        Dependency about = asked.get(i).about();
        for (JsonNode entry : result.path("vulns")) {
          known
              .computeIfAbsent(about, _ -> new ArrayList<>())
              .add(advisory(entry.path("id").asText(), about));
        }
        String next = result.path("next_page_token").asText();
        if (!next.isEmpty()) {
          open.add(new Question(about, next));
        }
      }
    }
    return known;
  }

  private JsonNode ask(List<Question> questions) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode queries = body.putArray("queries");
    for (Question question : questions) {
      ObjectNode query = queries.addObject().put("version", question.about().version());
      query
          .putObject("package")
          .put("ecosystem", question.about().ecosystem())
          .put("name", question.about().name());
      if (!question.page().isEmpty()) {
        query.put("page_token", question.page());
      }
    }
    JsonNode results =
        send(request("/v1/querybatch")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build())
            .path("results");
    if (results.size() != questions.size()) {
      throw new IOException(
          "%s was asked about %d packages and answered about %d"
              .formatted(api, questions.size(), results.size()));
    }
    return results;
  }

  private Advisory advisory(String id, Dependency about) throws IOException, InterruptedException {
    return Advisory.of(send(request("/v1/vulns/" + id).build()), about);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(api.resolve(path)).timeout(TIMEOUT);
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(
          "%s answered %d: %s".formatted(request.uri(), answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }
}
