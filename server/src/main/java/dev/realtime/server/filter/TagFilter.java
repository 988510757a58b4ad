package dev.realtime.server.filter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A checked filter.
 *
 * <p>A publication that lacks the tag matches {@code neq}, {@code nin} and {@code nex} only. {@code
 * lt lte gt gte} compare decimal numbers; a tag that is none matches none of them.
 */
public final class TagFilter implements Predicate<Map<String, String>> {
  /** Most nodes in a filter. */
  public static final int MAX_NODES = 64;

  /** Deepest nesting. */
  public static final int MAX_DEPTH = 8;

  /** Most values of one {@code in} or {@code nin}. */
  public static final int MAX_VALUES = 128;

  /** Longest number that is compared, in characters; also keeps exponents out. */
  private static final int MAX_NUMBER_LENGTH = 64;

  private final Predicate<Map<String, String>> condition;

  private TagFilter(Predicate<Map<String, String>> condition) {
    this.condition = condition;
  }

  /**
   * Checks a filter and makes it fit for use.
   *
   * @throws InvalidFilterException naming the part that makes no sense or the bound that is passed
   */
  public static TagFilter compile(FilterNode root) throws InvalidFilterException {
    return new TagFilter(new Compiler().compile(root, 1));
  }

  @Override
  public boolean test(Map<String, String> tags) {
    return condition.test(tags);
  }

  private static final class Compiler {
    private int nodes;

    Predicate<Map<String, String>> compile(FilterNode node, int depth)
        throws InvalidFilterException {
      if (++nodes > MAX_NODES) {
        throw new InvalidFilterException("filter has more than " + MAX_NODES + " nodes");
      }
      if (depth > MAX_DEPTH) {
        throw new InvalidFilterException("filter is nested deeper than " + MAX_DEPTH);
      }
      return switch (node.op()) {
        case "" -> comparison(node);
        case "and" -> {
          List<Predicate<Map<String, String>>> all = operands(node, depth);
          yield tags -> all.stream().allMatch(one -> one.test(tags));
        }
        case "or" -> {
          List<Predicate<Map<String, String>>> any = operands(node, depth);
          yield tags -> any.stream().anyMatch(one -> one.test(tags));
        }
        case "not" -> {
          List<Predicate<Map<String, String>>> one = operands(node, depth);
          if (one.size() != 1) {
            throw new InvalidFilterException("not takes one node and has " + one.size());
          }
          yield one.getFirst().negate();
        }
        default -> throw new InvalidFilterException("unknown op: use and, or, not, or none");
      };
    }

    private List<Predicate<Map<String, String>>> operands(FilterNode node, int depth)
        throws InvalidFilterException {
      if (node.nodes().isEmpty()) {
        throw new InvalidFilterException(node.op() + " needs nodes and has none");
      }
      var compiled = new ArrayList<Predicate<Map<String, String>>>(node.nodes().size());
      for (FilterNode operand : node.nodes()) {
        compiled.add(compile(operand, depth + 1));
      }
      return List.copyOf(compiled);
    }

    private static Predicate<Map<String, String>> comparison(FilterNode node)
        throws InvalidFilterException {
      String key = node.key();
      String val = node.val();
      if (key.isEmpty()) {
        throw new InvalidFilterException("a comparison needs a key");
      }
      return switch (node.cmp()) {
        case "eq" -> tags -> val.equals(tags.get(key));
        case "neq" -> tags -> !val.equals(tags.get(key));
        case "in" -> {
          Set<String> values = values(node);
          yield tags -> tags.containsKey(key) && values.contains(tags.get(key));
        }
        case "nin" -> {
          Set<String> values = values(node);
          yield tags -> !tags.containsKey(key) || !values.contains(tags.get(key));
        }
        case "ex" -> tags -> tags.containsKey(key);
        case "nex" -> tags -> !tags.containsKey(key);
        case "sw" -> text(key, tag -> tag.startsWith(val));
        case "ew" -> text(key, tag -> tag.endsWith(val));
        case "ct" -> text(key, tag -> tag.contains(val));
        case "lt" -> numeric(key, val, order -> order < 0);
        case "lte" -> numeric(key, val, order -> order <= 0);
        case "gt" -> numeric(key, val, order -> order > 0);
        case "gte" -> numeric(key, val, order -> order >= 0);
        default ->
            throw new InvalidFilterException(
                "unknown cmp: use eq, neq, in, nin, ex, nex, sw, ew, ct, lt, lte, gt or gte");
      };
    }

    private static Predicate<Map<String, String>> text(String key, Predicate<String> wanted) {
      return tags -> {
        String tag = tags.get(key);
        return tag != null && wanted.test(tag);
      };
    }

    private static Set<String> values(FilterNode node) throws InvalidFilterException {
      if (node.vals().isEmpty() || node.vals().size() > MAX_VALUES) {
        throw new InvalidFilterException(
            node.cmp() + " takes 1 to " + MAX_VALUES + " vals and has " + node.vals().size());
      }
      return Set.copyOf(node.vals());
    }

    private static Predicate<Map<String, String>> numeric(
        String key, String val, Predicate<Integer> wanted) throws InvalidFilterException {
      BigDecimal bound = number(val);
      if (bound == null) {
        throw new InvalidFilterException("val of a numeric comparison is not a decimal number");
      }
      return tags -> {
        BigDecimal value = number(tags.get(key));
        return value != null && wanted.test(value.compareTo(bound));
      };
    }

    private static @Nullable BigDecimal number(@Nullable String text) {
      if (text == null || text.isEmpty() || text.length() > MAX_NUMBER_LENGTH) {
        return null;
      }
      int digits = 0;
      int points = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c >= '0' && c <= '9') {
          digits++;
        } else if (c == '.') {
          points++;
        } else if (i != 0 || (c != '-' && c != '+')) {
          return null;
        }
      }
      return digits > 0 && points <= 1 ? new BigDecimal(text) : null;
    }
  }
}
