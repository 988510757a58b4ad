package dev.realtime.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is generated from the declaration is in {@code docs/reference} and up to date there. */
class GeneratedDocsTest {
  private static final Path DOCS = Path.of("..", "docs", "reference");

  @Test
  void defaultsAreAFileThatLoadsAsTheDefaults() throws ConfigException {
    assertThat(ConfigLoader.parse(Reference.defaultsYaml(), "defaults"))
        .isEqualTo(ServerConfig.defaults());
  }

  @Test
  void schemaIsStrictAndKnowsEveryGroup() throws IOException {
    var schema = new ObjectMapper().readTree(JsonSchema.generate());
    assertThat(schema.at("/additionalProperties").asBoolean(true)).isFalse();
    assertThat(schema.at("/properties/listen/properties/port/maximum").asInt()).isEqualTo(65535);
    assertThat(schema.at("/properties/namespaces/items/properties/historySize/type").asText())
        .isEqualTo("integer");
  }

  @Test
  void referenceIsCurrent() throws IOException {
    isCurrent("configuration.md", Reference.markdown());
  }

  @Test
  void schemaFileIsCurrent() throws IOException {
    isCurrent("config.schema.json", JsonSchema.generate());
  }

  private static void isCurrent(String name, String generated) throws IOException {
    Path file = DOCS.resolve(name);
    if (Boolean.getBoolean("docs.write")) {
      Files.createDirectories(DOCS);
      Files.writeString(file, generated);
    }
    assertThat(Files.readString(file))
        .as("docs/reference/%s; ./mvnw -pl server test -Ddocs.write=true writes it anew", name)
        .isEqualTo(generated);
  }
}
