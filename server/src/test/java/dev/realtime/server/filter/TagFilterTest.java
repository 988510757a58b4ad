package dev.realtime.server.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagFilterTest {
  private static final Map<String, String> TAGS = Map.of("price", "10.50", "ticker", "ACME");

  @ParameterizedTest
  @CsvSource({
    "eq, ticker, ACME, true",
    "eq, ticker, OTHER, false",
    "eq, absent, ACME, false",
    "neq, ticker, OTHER, true",
    "neq, ticker, ACME, false",
    "neq, absent, ACME, true",
    "ex, ticker, '', true",
    "ex, absent, '', false",
    "nex, ticker, '', false",
    "nex, absent, '', true",
    "sw, ticker, AC, true",
    "sw, ticker, CM, false",
    "sw, absent, '', false",
    "ew, ticker, ME, true",
    "ew, ticker, AC, false",
    "ct, ticker, CM, true",
    "lt, price, 10.6, true",
    "lt, price, 10.5, false",
    "lte, price, 10.5, true",
    "gt, price, 9, true",
    "gt, price, 10.500, false",
    "gte, price, 10.500, true",
    "gt, ticker, 1, false",
    "lt, absent, 1, false",
  })
  void comparesOneTag(String cmp, String key, String val, boolean matches) throws Exception {
    assertThat(TagFilter.compile(leaf(cmp, key, val)).test(TAGS)).isEqualTo(matches);
  }

  @Test
  void looksForAValueInAList() throws Exception {
    assertThat(TagFilter.compile(list("in", "ticker", "X", "ACME")).test(TAGS)).isTrue();
    assertThat(TagFilter.compile(list("in", "absent", "X")).test(TAGS)).isFalse();
    assertThat(TagFilter.compile(list("nin", "ticker", "X", "X")).test(TAGS)).isTrue();
    assertThat(TagFilter.compile(list("nin", "ticker", "ACME")).test(TAGS)).isFalse();
    assertThat(TagFilter.compile(list("nin", "absent", "X")).test(TAGS)).isTrue();
  }

  @Test
  void joinsConditions() throws Exception {
    FilterNode yes = leaf("eq", "ticker", "ACME");
    FilterNode no = leaf("eq", "ticker", "OTHER");
    assertThat(TagFilter.compile(branch("and", yes, yes)).test(TAGS)).isTrue();
    assertThat(TagFilter.compile(branch("and", yes, no)).test(TAGS)).isFalse();
    assertThat(TagFilter.compile(branch("or", no, yes)).test(TAGS)).isTrue();
    assertThat(TagFilter.compile(branch("or", no, no)).test(TAGS)).isFalse();
    assertThat(TagFilter.compile(branch("not", no)).test(TAGS)).isTrue();
  }

  @Test
  void refusesWhatMakesNoSense() {
    refused(leaf("like", "k", "v"), "unknown cmp");
    refused(leaf("eq", "", "v"), "needs a key");
    refused(leaf("gt", "k", "1e999999999"), "not a decimal number");
    refused(leaf("gt", "k", ""), "not a decimal number");
    refused(list("in", "k"), "in takes 1 to 128 vals and has 0");
    refused(branch("and"), "and needs nodes");
    refused(branch("not", leaf("ex", "k", ""), leaf("ex", "k", "")), "not takes one node");
    refused(branch("xor", leaf("ex", "k", "")), "unknown op");
  }

  @Test
  void boundsWhatAClientCanAskFor() {
    FilterNode deep = leaf("ex", "k", "");
    for (int i = 0; i < TagFilter.MAX_DEPTH; i++) {
      deep = branch("not", deep);
    }
    refused(deep, "nested deeper");
    refused(
        branch(
            "or",
            Collections.nCopies(TagFilter.MAX_NODES, leaf("ex", "k", ""))
                .toArray(FilterNode[]::new)),
        "more than 64 nodes");
    refused(
        list("in", "k", Collections.nCopies(TagFilter.MAX_VALUES + 1, "v").toArray(String[]::new)),
        "has 129");
  }

  private static void refused(FilterNode filter, String reason) {
    assertThatThrownBy(() -> TagFilter.compile(filter))
        .isInstanceOf(InvalidFilterException.class)
        .hasMessageContaining(reason);
  }

  private static FilterNode leaf(String cmp, String key, String val) {
    return new FilterNode("", key, cmp, val, List.of(), List.of());
  }

  private static FilterNode list(String cmp, String key, String... vals) {
    return new FilterNode("", key, cmp, "", List.of(vals), List.of());
  }

  private static FilterNode branch(String op, FilterNode... nodes) {
    return new FilterNode(op, "", "", "", List.of(), List.of(nodes));
  }
}
