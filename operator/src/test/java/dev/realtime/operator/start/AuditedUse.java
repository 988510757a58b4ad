package dev.realtime.operator.start;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a user asked of the API server, read from its audit log. */
final class AuditedUse {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CREATED = 201;
  private static final int FORBIDDEN = 403;

  private final List<JsonNode> requests;

  AuditedUse(List<String> lines, String user) {
    requests =
        lines.stream()
            .map(AuditedUse::parse)
            .filter(line -> line.path("impersonatedUser").path("username").asText().equals(user))
            .filter(line -> line.has("objectRef"))
            .toList();
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("Not a line of an audit log: " + line, e);
    }
  }

  /** Every permission that a request needed. */
  Set<String> permissions() {
    Set<String> used = new TreeSet<>();
    requests.stream().flatMap(AuditedUse::needed).map(Permission::toString).forEach(used::add);
    return used;
  }

  /** What was forbidden. */
  List<String> forbidden() {
    return requests.stream()
        .filter(line -> line.path("responseStatus").path("code").asInt() == FORBIDDEN)
        .map(line -> line.path("responseStatus").path("message").asText())
        .distinct()
        .toList();
  }

  /** A server-side apply that creates needs both: patch, and create. */
  private static Stream<Permission> needed(JsonNode line) {
    JsonNode object = line.path("objectRef");
    String part = object.path("subresource").asText();
    String resource = object.path("resource").asText() + (part.isEmpty() ? "" : "/" + part);
    String group = object.path("apiGroup").asText();
    String verb = line.path("verb").asText();
    Permission permission = new Permission(group, resource, verb);
    boolean created =
        verb.equals("patch") && line.path("responseStatus").path("code").asInt() == CREATED;
    return created
        ? Stream.of(permission, new Permission(group, resource, "create"))
        : Stream.of(permission);
  }
}
