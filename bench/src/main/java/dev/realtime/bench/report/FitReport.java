package dev.realtime.bench.report;

import dev.realtime.bench.scenario.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fits the results of a run of the scenario {@code growth}, and writes what follows. */
public final class FitReport {
  private static final long SERVICES = 10_000;

  private FitReport() {}

  /**
   * Reads {@code results.json} of a directory and writes {@code fit.md} beside it.
   *
   * @param scale the runs of {@code ./dev scale}
   * @param docs a document with the same parts between marks, which are written anew
   * @return what was written
   * @throws IllegalArgumentException if the results hold too few points
   */
  public static String write(Path directory, Path scale, Path docs) throws IOException {
    List<Result> results = Comparison.read(directory);
    Map<String, String> parts = parts(GrowthFit.of(results), OperatorFit.read(scale));
    StringBuilder text =
        new StringBuilder(
            """
            # What grows with what

            Written by `./dev bench fit` from [results.json](results.json), the points of the scenario
            `growth` ([report](report.md)), and from the runs of `./dev scale`: least squares on relative errors.
            """);
    parts.values().forEach(part -> text.append('\n').append(part));
    Files.writeString(directory.resolve("fit.md"), text);
    String document = Files.readString(docs);
    for (Map.Entry<String, String> part : parts.entrySet()) {
      document = Marked.replace(document, part.getKey(), part.getValue());
    }
    Files.writeString(docs, document);
    return text.toString();
  }

  /** By the names of their marks. */
  static Map<String, String> parts(GrowthFit growth, OperatorFit operator) {
    FitText text = new FitText(growth, Demand.Pod.USUAL);
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("windows", text.windows());
    parts.put("lines", text.lines());
    parts.put("demands", text.demands(Demand.MILLION));
    parts.put(
        "worked",
        text.worked(Demand.MILLION.getFirst()) + "\n" + text.worked(Demand.MILLION.get(1)));
    parts.put("operator", operator.text(SERVICES));
    return parts;
  }
}
