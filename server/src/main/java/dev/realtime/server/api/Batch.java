package dev.realtime.server.api;

import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.json.JsonWriter;
import dev.realtime.server.message.Codes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code batch}: many calls in one request, one after the other or several at once. */
final class Batch {
  private final ApiMethods methods;
  private final List<Command> commands = new ArrayList<>();
  private boolean parallel;

  @SuppressWarnings("ArrayRecordComponent") // read once
  private record Command(String method, byte[] params) {
    static final Command NONE = new Command("", new byte[0]);
  }

  private record Reply(String method, ApiReply outcome) {}

  private Batch(ApiMethods methods) {
    this.methods = methods;
  }

  /**
   * Runs a batch.
   *
   * @return {@code {"replies": [{"<method>": {...}}, {"error": {...}}]}}, in the order of the
   *     commands
   * @throws ApiException if the request is not a batch
   */
  static CompletionStage<ApiReply.Result> run(ApiMethods methods, byte[] request) {
    Batch batch = new Batch(methods);
    try {
      JsonReader.readWithoutNulls(request, batch::field);
    } catch (JsonShapeException e) {
      throw new ApiException(Codes.BAD_REQUEST, e.reason());
    }
    int atOnce = batch.parallel ? BroadcastMethod.AT_ONCE : 1;
    List<Command> commands = batch.commands;
    return Window.run(commands.size(), atOnce, number -> batch.run(commands.get(number)))
        .thenApply(Batch::result);
  }

  private static ApiReply.Result result(List<Reply> replies) {
    return new ApiReply.Result(
        JsonWriter.object(
            json ->
                json.objects(
                    "replies",
                    replies,
                    (each, reply) -> reply.outcome().write(each, reply.method()))),
        ApiReply.gravest(replies.stream().map(Reply::outcome).toList()));
  }

  private void field(String name, JsonReader value) throws JsonShapeException {
    switch (name) {
      case "parallel" -> parallel = value.bool();
      case "commands" -> value.array(command -> commands.add(command(command)));
      default -> {}
    }
  }

  /** The first field that is set is the command. */
  private static Command command(JsonReader value) throws JsonShapeException {
    List<Command> set = new ArrayList<>(1);
    value.objectWithoutNulls(
        (method, params) -> {
          byte[] raw = params.rawObject();
          if (raw != null) {
            set.add(new Command(method, raw));
          }
        });
    return set.isEmpty() ? Command.NONE : set.getFirst();
  }

  private CompletableFuture<Reply> run(Command command) {
    return ApiReply.of(
            () -> {
              CompletionStage<ApiReply.Result> call =
                  methods.call(command.method(), command.params());
              if (call == null) {
                throw new ApiException(Codes.METHOD_NOT_FOUND);
              }
              return call;
            })
        .thenApply(outcome -> new Reply(command.method(), outcome));
  }
}
