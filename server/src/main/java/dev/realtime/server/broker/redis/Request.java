package dev.realtime.server.broker.redis;

import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing asked of Redis: a script or a single command.
 *
 * @param <T> what the answer is read into
 */
final class Request<T> {
  private final String what;
  private final ProtocolKeyword command;
  private final @Nullable Script script;
  private final List<String> keys;
  private final List<byte[]> args;
  private final Function<Object, T> reader;
  private final String delivers;
  private final int size;

  private Request(
      String what,
      ProtocolKeyword command,
      @Nullable Script script,
      List<String> keys,
      List<byte[]> args,
      Function<Object, T> reader,
      String delivers) {
    this.what = what;
    this.command = command;
    this.script = script;
    this.keys = keys;
    this.args = args;
    this.reader = reader;
    this.delivers = delivers;
    int bytes = 64;
    for (String key : keys) {
      bytes += key.length();
    }
    for (byte[] arg : args) {
      bytes += arg.length;
    }
    this.size = bytes;
  }

  /**
   * A script call.
   *
   * @param what names the operation in errors: "publishing to channel \"news\""
   * @param args byte arrays as they are, everything else as text
   * @param reader turns the answer (Long, byte[], or a list of them) into the result
   */
  static <T> Request<T> script(
      String what, Script script, List<String> keys, List<?> args, Function<Object, T> reader) {
    return new Request<>(what, CommandType.EVALSHA, script, keys, bytes(args), reader, "");
  }

  /**
   * The same, of a script that delivers a message: its first argument is the command for that.
   *
   * @param channel of pub/sub that it delivers to
   */
  Request<T> deliveringTo(String channel) {
    return new Request<>(what, command, script, keys, args, reader, channel);
  }

  /** The pub/sub channel that it delivers to; empty if it does not, or does nothing else. */
  String delivers() {
    return delivers;
  }

  /** The same without the delivery: the message is in the answer. */
  Request<Undelivered<T>> undelivered() {
    List<byte[]> silent = new ArrayList<>(args);
    silent.set(0, new byte[0]);
    return new Request<>(
        what,
        command,
        script,
        keys,
        silent,
        answer -> new Undelivered<>(reader.apply(answer), Undelivered.message(answer)),
        "");
  }

  /**
   * An answer, and what is still to be delivered.
   *
   * @param message empty if there is nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on as it is
  record Undelivered<T>(T result, byte[] message) {
    private static final int PLACE = 3;

    private static byte[] message(Object answer) {
      List<?> parts = (List<?>) answer;
      return parts.size() > PLACE ? (byte[]) parts.get(PLACE) : new byte[0];
    }
  }

  /** A command whose keys come first; parameters as of {@link #script}. */
  static <T> Request<T> command(
      String what,
      ProtocolKeyword command,
      List<String> keys,
      List<?> args,
      Function<Object, T> reader) {
    return new Request<>(what, command, null, keys, bytes(args), reader, "");
  }

  private static List<byte[]> bytes(List<?> args) {
    return args.stream()
        .map(a -> a instanceof byte[] b ? b : a.toString().getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  String what() {
    return what;
  }

  /** About how many bytes it takes while it waits. */
  int size() {
    return size;
  }

  T read(Object answer) {
    return reader.apply(answer);
  }

  boolean isScript() {
    return script != null;
  }

  /**
   * The command for Lettuce.
   *
   * @param withText send a script's text rather than its hash
   */
  Command<String, byte[], Object> encode(boolean withText) {
    CommandArgs<String, byte[]> out = new CommandArgs<>(Wire.CODEC);
    ProtocolKeyword name = command;
    if (script != null) {
      if (withText) {
        name = CommandType.EVAL;
        out.add(script.text());
      } else {
        out.add(script.sha1());
      }
      out.add(keys.size());
    }
    keys.forEach(out::addKey);
    args.forEach(out::add);
    return new Command<>(name, new Answer(), out);
  }
}
