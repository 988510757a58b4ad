package dev.realtime.server.broker.redis;

import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
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
  private final int size;

  private Request(
      String what,
      ProtocolKeyword command,
      @Nullable Script script,
      List<String> keys,
      List<byte[]> args,
      Function<Object, T> reader) {
    this.what = what;
    this.command = command;
    this.script = script;
    this.keys = keys;
    this.args = args;
    this.reader = reader;
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
    return new Request<>(what, CommandType.EVALSHA, script, keys, bytes(args), reader);
  }

  /** A command whose keys come first; parameters as of {@link #script}. */
  static <T> Request<T> command(
      String what,
      ProtocolKeyword command,
      List<String> keys,
      List<?> args,
      Function<Object, T> reader) {
    return new Request<>(what, command, null, keys, bytes(args), reader);
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
