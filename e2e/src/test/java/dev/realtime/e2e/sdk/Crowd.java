package dev.realtime.e2e.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.e2e.cluster.sys.Directories;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Thousands of clients with centrifuge-js in a Node process of their own. They are in groups; the
 * first of each publishes numbers to the others.
 */
public final class Crowd implements AutoCloseable {
  private final ObjectMapper json = new ObjectMapper();
  private final Process process;
  private final BufferedReader events;
  private final BufferedWriter commands;

  /**
   * What one client saw.
   *
   * @param longestGapMillis the longest time without a connection
   * @param gapErrors what the SDK said in that time, each with when
   * @param codes why each connection ended
   * @param missing messages that were acknowledged to their publisher and never arrived
   * @param doubled messages that arrived twice
   * @param unordered messages that arrived after a later one
   * @param received messages that arrived
   */
  public record Member(
      int reconnects,
      int longestGapMillis,
      List<String> gapErrors,
      List<Integer> codes,
      int missing,
      int doubled,
      int unordered,
      int received) {}

  /**
   * What happened while a word held.
   *
   * @param acknowledged publications sent then that the server took
   * @param failed publications sent then that it refused or did not answer
   * @param longestGapMillis the longest time of a client without a connection that began then
   */
  public record Span(int acknowledged, int failed, int longestGapMillis) {}

  /**
   * What has happened so far while a word held.
   *
   * @param connected how many clients are connected now
   */
  public record Now(int acknowledged, int failed, int longestGapMillis, int connected) {}

  /**
   * What all of them saw.
   *
   * @param acknowledged publications that the server took
   * @param failed publications that it refused or did not answer
   * @param during the same by the words of {@link Crowd#during}; what was before under an empty one
   */
  public record Report(
      List<Member> clients, int acknowledged, int failed, Map<String, Span> during) {
    /** The largest figure of any client. */
    public int most(ToIntFunction<Member> figure) {
      return clients.stream().mapToInt(figure).max().orElseThrow();
    }

    /** The figures of all clients together. */
    public int sum(ToIntFunction<Member> figure) {
      return clients.stream().mapToInt(figure).sum();
    }
  }

  private Crowd(Process process) {
    this.process = process;
    this.events = process.inputReader(UTF_8);
    this.commands = process.outputWriter(UTF_8);
  }

  /**
   * Connects and subscribes all, and begins to publish.
   *
   * @param everyMillis between two publications of one group
   */
  public static Crowd gather(
      Directories directories, String url, int clients, int groups, int everyMillis) {
    return gather(directories, url, clients, groups, everyMillis, "");
  }

  /**
   * Likewise, each with a token of its own, fetched anew before it ends.
   *
   * @param secret that signs the tokens; empty for none
   */
  public static Crowd gather(
      Directories directories,
      String url,
      int clients,
      int groups,
      int everyMillis,
      String secret) {
    ObjectMapper json = new ObjectMapper();
    try {
      String arguments =
          json.writeValueAsString(
              Map.of(
                  "url", url,
                  "clients", clients,
                  "groups", groups,
                  "everyMillis", everyMillis,
                  "secret", secret));
      Crowd crowd = new Crowd(NodeSdk.process(directories, List.of("crowd.mjs", arguments)));
      crowd.line("ready");
      return crowd;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * From now on the clients are given tokens that have expired already, or good ones again; each
   * asks for one when it connects and when its own is about to end.
   */
  public void expireTokens(boolean expired) {
    say(expired ? "expire" : "renew");
  }

  /** What happens from now on is counted under this word, too. */
  public void during(String word) {
    say("during " + word);
  }

  /** Tells what has been counted under a word so far. */
  public Now tell(String word) {
    try {
      say("tell " + word);
      return json.readValue(line("{"), Now.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void say(String word) {
    try {
      commands.write(word + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("The crowd's process does not listen", e);
    }
  }

  /** Stops publishing and tells what happened since the beginning. */
  public Report disperse() {
    try {
      say("end");
      return json.readValue(line("{"), Report.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String line(String start) throws IOException {
    String line = events.readLine();
    if (line == null || !line.startsWith(start)) {
      throw new IllegalStateException("The crowd said " + line + ", expected " + start);
    }
    return line;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
