package dev.realtime.bench.scenario;

import dev.realtime.bench.target.Target;
import java.io.IOException;
import java.util.Set;

/** One question to a target. */
public interface Scenario {
  /** Short, for the command line and headings. */
  String name();

  /** What it finds out and how, one or two sentences for the report. */
  String description();

  /** What a target has to be able to do for it. */
  Set<Target.Feature> needs();

  /**
   * Starts the target, measures, stops it. Results go to the session as they come.
   *
   * @param variant of the target; empty for its default
   */
  void run(Session session, Target target, String variant) throws IOException, InterruptedException;
}
