package dev.realtime.server.filter;

import java.util.List;

/**
 * A filter as the client protocol carries it ({@code tf}); not yet checked.
 *
 * @param op {@code and}, {@code or}, {@code not}, or empty for a comparison
 * @param key tag that a comparison looks at
 * @param cmp how: {@code eq neq in nin ex nex sw ew ct lt lte gt gte}
 * @param val right-hand side of comparisons with one value
 * @param vals right-hand side of {@code in} and {@code nin}
 * @param nodes operands of {@code and}, {@code or} and {@code not}
 */
public record FilterNode(
    String op, String key, String cmp, String val, List<String> vals, List<FilterNode> nodes) {}
