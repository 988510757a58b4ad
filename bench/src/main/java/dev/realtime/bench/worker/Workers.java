package dev.realtime.bench.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.realtime.bench.load.AskPlan;
import dev.realtime.bench.load.Asked;
import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.load.Fleet;
import dev.realtime.bench.load.LoadResult;
import dev.realtime.bench.load.PublishPlan;
import dev.realtime.bench.load.Publisher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Several load workers as one; clients are spread evenly, the first publishes. */
public final class Workers implements AutoCloseable {
  private final List<Worker> all = new ArrayList<>();

  /**
   * Starts them.
   *
   * @param count processes, 1 for up to {@link ClientPlan#MOST} clients
   * @param loops event loops for clients in each
   * @param seed of everything random
   * @param logs directory for their logs
   */
  public Workers(int count, int loops, long seed, Path logs) throws IOException {
    for (int i = 0; i < count; i++) {
      all.add(new Worker(i, loops, seed + i, logs.resolve("worker-" + i + ".log")));
    }
  }

  /** See {@link dev.realtime.bench.load.Generator#connect}. */
  public LoadResult connect(String group, ClientPlan plan) throws InterruptedException {
    List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
    int first = plan.firstNumber();
    for (int i = 0; i < all.size(); i++) {
      int share = plan.count() / all.size() + (i < plan.count() % all.size() ? 1 : 0);
      answers.add(all.get(i).send(new WorkerCommand.Connect(group, share(plan, share, first))));
      first += share;
    }
    return sum(answers);
  }

  private ClientPlan share(ClientPlan plan, int count, int first) {
    ClientPlan.Pace pace = plan.pace();
    return new ClientPlan(
        plan.endpoint(),
        count,
        first,
        plan.sources(),
        plan.channels(),
        plan.reads(),
        plan.receiveBuffer(),
        plan.reconnect(),
        new ClientPlan.Pace(
            Math.max(1, pace.inFlight() / all.size()),
            Math.ceilDiv(pace.perSecond(), all.size()),
            pace.timeoutSeconds()),
        plan.payloadBytes());
  }

  /** See {@link dev.realtime.bench.load.Generator#window}. */
  public void window(String group, long fromNanos, long toNanos) throws InterruptedException {
    awaitAll(each(_ -> new WorkerCommand.Window(group, fromNanos, toNanos)));
  }

  /** See {@link dev.realtime.bench.load.Generator#publish}. */
  public void publish(PublishPlan plan) throws InterruptedException {
    Worker.await(all.getFirst().send(new WorkerCommand.Publish(plan)), JsonNode.class);
  }

  /** See {@link dev.realtime.bench.load.Generator#published}. */
  public Publisher.Published published() throws InterruptedException {
    return Worker.await(
        all.getFirst().send(new WorkerCommand.AwaitPublished()), Publisher.Published.class);
  }

  /** See {@link dev.realtime.bench.load.Generator#ask}; the first worker asks. */
  public Asked ask(AskPlan plan) throws InterruptedException {
    return Worker.await(all.getFirst().send(new WorkerCommand.Ask(plan)), Asked.class);
  }

  /** See {@link dev.realtime.bench.load.Generator#settle}. */
  public Fleet.Missing settle(String group, long total, int streams, int timeoutMillis)
      throws InterruptedException {
    long clients = 0;
    long publications = 0;
    for (CompletableFuture<JsonNode> answer :
        each(_ -> new WorkerCommand.Settle(group, total, streams, timeoutMillis))) {
      Fleet.Missing part = Worker.await(answer, Fleet.Missing.class);
      clients += part.clients();
      publications += part.publications();
    }
    return new Fleet.Missing(clients, publications);
  }

  /** See {@link dev.realtime.bench.load.Generator#collect}. */
  public LoadResult collect(String group) throws InterruptedException {
    return sum(each(_ -> new WorkerCommand.Collect(group)));
  }

  /** See {@link dev.realtime.bench.load.Generator#cut}. */
  public void cut(String group, int count) throws InterruptedException {
    awaitAll(each(_ -> new WorkerCommand.Cut(group, count < 0 ? count : count / all.size())));
  }

  /** See {@link dev.realtime.bench.load.Generator#route}. */
  public void route(String group, List<Integer> ports) throws InterruptedException {
    awaitAll(each(_ -> new WorkerCommand.Route(group, ports)));
  }

  /** See {@link dev.realtime.bench.load.Generator#close}. */
  public void close(String group) throws InterruptedException {
    awaitAll(each(_ -> new WorkerCommand.Close(group)));
  }

  /** Their process ids. */
  public List<Long> pids() {
    return all.stream().map(Worker::pid).toList();
  }

  private List<CompletableFuture<JsonNode>> each(Function<Worker, WorkerCommand> command) {
    return all.stream().map(worker -> worker.send(command.apply(worker))).toList();
  }

  private static void awaitAll(List<CompletableFuture<JsonNode>> answers)
      throws InterruptedException {
    for (CompletableFuture<JsonNode> answer : answers) {
      Worker.await(answer, JsonNode.class);
    }
  }

  private static LoadResult sum(List<CompletableFuture<JsonNode>> answers)
      throws InterruptedException {
    LoadResult sum = Worker.await(answers.getFirst(), LoadResult.class);
    for (CompletableFuture<JsonNode> answer : answers.subList(1, answers.size())) {
      sum = sum.plus(Worker.await(answer, LoadResult.class));
    }
    return sum;
  }

  @Override
  public void close() {
    for (Worker worker : all) {
      worker.close();
    }
  }
}
