package dev.realtime.operator.runbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The rules in manifests/monitoring, as a Prometheus without the Prometheus Operator reads them.
 */
final class ShippedRules {
  static final List<String> FILES = List.of("symptom-rules.yaml", "runbook-rules.yaml");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private ShippedRules() {}

  static void writeTo(Path directory) throws IOException {
    for (String file : FILES) {
      JsonNode resource =
          YAML.readTree(Files.readString(Path.of("../manifests/monitoring").resolve(file)));
      YAML.writeValue(directory.resolve(file).toFile(), resource.path("spec"));
    }
  }
}
