package dev.realtime.bench.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.realtime.bench.load.AskPlan;
import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.load.PublishPlan;
import java.util.List;

/**
 * What a runner asks of a worker; each is a method of {@link dev.realtime.bench.load.Generator}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WorkerCommand.Connect.class, name = "connect"),
  @JsonSubTypes.Type(value = WorkerCommand.Window.class, name = "window"),
  @JsonSubTypes.Type(value = WorkerCommand.Publish.class, name = "publish"),
  @JsonSubTypes.Type(value = WorkerCommand.AwaitPublished.class, name = "awaitPublished"),
  @JsonSubTypes.Type(value = WorkerCommand.Ask.class, name = "ask"),
  @JsonSubTypes.Type(value = WorkerCommand.Settle.class, name = "settle"),
  @JsonSubTypes.Type(value = WorkerCommand.Collect.class, name = "collect"),
  @JsonSubTypes.Type(value = WorkerCommand.Cut.class, name = "cut"),
  @JsonSubTypes.Type(value = WorkerCommand.Route.class, name = "route"),
  @JsonSubTypes.Type(value = WorkerCommand.Close.class, name = "close"),
})
sealed interface WorkerCommand {
  record Connect(String group, ClientPlan plan) implements WorkerCommand {}

  record Window(String group, long fromNanos, long toNanos) implements WorkerCommand {}

  record Publish(PublishPlan plan) implements WorkerCommand {}

  record AwaitPublished() implements WorkerCommand {}

  record Ask(AskPlan plan) implements WorkerCommand {}

  record Settle(String group, long total, int streams, int timeoutMillis)
      implements WorkerCommand {}

  record Collect(String group) implements WorkerCommand {}

  record Cut(String group, int count) implements WorkerCommand {}

  record Route(String group, List<Integer> ports) implements WorkerCommand {}

  record Close(String group) implements WorkerCommand {}
}
