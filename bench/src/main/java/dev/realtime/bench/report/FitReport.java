package dev.realtime.bench.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.bench.scenario.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Fits the results of a run of the scenario {@code growth}, and writes what follows. */
public final class FitReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private FitReport() {}

  /**
   * Reads {@code results.json} of a directory and writes {@code fit.md} beside it.
   *
   * @return what was written
   * @throws IllegalArgumentException if the results hold too few points of the scenario
   */
  public static String write(Path directory) throws IOException {
    Path file = directory.resolve("results.json");
    List<Result> results =
        JSON.convertValue(
            JSON.readTree(Files.readString(file)).path("results"), new TypeReference<>() {});
    String text = FitText.of(GrowthFit.of(results), Demand.MILLION, Demand.Pod.USUAL);
    Files.writeString(directory.resolve("fit.md"), text);
    return text;
  }
}
