package dev.realtime.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.json.JsonShapeException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsReaderTest {
  @Test
  void readsEveryClaimOfAConnectionToken() throws Exception {
    ConnectionClaims claims =
        read("""
                {"sub":"42","exp":2000000000,"iat":1700000000.5,"jti":"j","aud":"a","iss":"i",
                 "info":{"name": "Ada"},"meta":{"k":[1,2]},"channels":["a","b"],
                 "subs":{"c":{"info":{"x":1},"b64data":"AAEC",
                   "override":{"presence":{"value":true},"join_leave":{"value":false},
                     "force_recovery":{"value":true},"force_positioning":{},
                     "force_push_join_leave":null}},"d":{}},
                 "other":{"deep":[{}]}}
                """)
            .connection();
    assertThat(claims.user()).isEqualTo("42");
    assertThat(claims.expireAt()).isEqualTo(2_000_000_000L);
    assertThat(claims.issuedAt()).isEqualTo(1_700_000_000L);
    assertThat(claims.id()).isEqualTo("j");
    assertThat(claims.info()).asString(UTF_8).isEqualTo("{\"name\": \"Ada\"}");
    assertThat(claims.meta()).asString(UTF_8).isEqualTo("{\"k\":[1,2]}");
    assertThat(claims.channels()).containsExactly("a", "b");
    assertThat(claims.subscriptions()).containsOnlyKeys("c", "d");
    SubscribeOptions options = claims.subscriptions().get("c");
    assertThat(options.info()).asString(UTF_8).isEqualTo("{\"x\":1}");
    assertThat(options.data()).containsExactly(0, 1, 2);
    assertThat(options.overrides()).isEqualTo(new ChannelOverrides(true, false, true, false, null));
    assertThat(claims.subscriptions().get("d")).isEqualTo(SubscribeOptions.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"text\"",
        "\"\"",
        "17",
        "-1.50e3",
        "true",
        "false",
        "[]",
        "[1, [2]]",
        "{}",
        "\"ünïcode ☃\""
      })
  void keepsInfoAsTheBytesItCameIn(String json) throws Exception {
    for (String document :
        new String[] {
          "{\"info\":" + json + "}",
          "{\"info\" : " + json + " , \"sub\":\"a\"}",
          "{\"sub\":\"é\",\"info\":" + json + "\n}"
        }) {
      assertThat(read(document).connection().info()).asString(UTF_8).isEqualTo(json);
    }
  }

  @Test
  void dropsLineEndsFromEmbeddedJson() throws Exception {
    assertThat(read("{\"info\":{\n  \"a\": \"x\\ny\"\r\n}}").connection().info())
        .asString(UTF_8)
        .isEqualTo("{  \"a\": \"x\\ny\"}");
  }

  @Test
  void base64InfoComesFirst() throws Exception {
    RawClaims claims = read("{\"info\":{},\"b64info\":\"AQI=\"}");
    assertThat(claims.connection().info()).containsExactly(1, 2);
    assertThat(claims.subscription().options().info()).containsExactly(1, 2);
    assertThat(read("{\"info\":{},\"b64info\":\"\"}").connection().info()).hasSize(2);
    assertThat(read("{\"info\":null}").connection().info()).isNull();
  }

  @Test
  void expireAtPartsTheConnectionFromTheToken() throws Exception {
    assertThat(read("{\"exp\":10,\"expire_at\":20}").connection().expireAt()).isEqualTo(20);
    assertThat(read("{\"exp\":10,\"expire_at\":0}").connection().expireAt()).isZero();
    assertThat(read("{\"exp\":10}").connection().expireAt()).isEqualTo(10);
    assertThat(read("{}").connection().expireAt()).isZero();
  }

  @Test
  void readsOverridesOfASubscriptionToken() throws Exception {
    SubscriptionClaims claims =
        read("{\"channel\":\"c\",\"override\":{\"presence\":{\"value\":false}}}").subscription();
    assertThat(claims.options().overrides().presence()).isFalse();
    assertThat(claims.options().overrides().joinLeave()).isNull();
    assertThat(claims.client()).isNull();
  }

  @Test
  void namesTheClaimOfTheWrongType() {
    Map.ofEntries(
            Map.entry("{\"sub\":42}", "/sub is not a string"),
            Map.entry("{\"sub\":null}", "/sub is not a string"),
            Map.entry("{\"exp\":\"soon\"}", "/exp is not a number of seconds"),
            Map.entry("{\"exp\":null}", "/exp is not a number of seconds"),
            Map.entry("{\"exp\":-1}", "/exp is not a number of seconds from 0 to 253402300799"),
            Map.entry("{\"exp\":1e300}", "/exp is not a number of seconds from 0 to 253402300799"),
            Map.entry("{\"channels\":\"a\"}", "/channels is not an array"),
            Map.entry("{\"channels\":[1]}", "/channels/0 is not a string"),
            Map.entry("{\"subs\":[]}", "/subs is not an object"),
            Map.entry("{\"subs\":{\"a\":1}}", "/subs/a is not an object"),
            Map.entry("{\"b64info\":\"%\"}", "/b64info is not base64"),
            Map.entry("{\"meta\":[]}", "/meta is not an object"),
            Map.entry("{\"override\":{\"presence\":true}}", "/override/presence is not an object"),
            Map.entry(
                "{\"override\":{\"presence\":{\"value\":1}}}",
                "/override/presence/value is not true or false"),
            Map.entry("[]", "document is not a JSON object"),
            Map.entry("{} {}", "document goes on after its JSON object"))
        .forEach(
            (json, message) ->
                assertThatThrownBy(() -> read(json))
                    .as(json)
                    .isInstanceOf(JsonShapeException.class)
                    .hasMessage(message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "{\"sub\"", "{\"sub\":\"a\",\"sub\":\"b\"}", "{\"a\":NaN}", "nul"})
  void refusesWhatIsNotStrictJson(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(JsonShapeException.class);
  }

  @Test
  void refusesDeepNesting() {
    String deep = "{\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
    assertThatThrownBy(() -> read(deep)).isInstanceOf(JsonShapeException.class);
  }

  private static RawClaims read(String json) throws Exception {
    return ClaimsReader.read(json.getBytes(UTF_8), "sub");
  }
}
