package dev.realtime.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
            Map.entry("{\"sub\":42}", "claim sub is not a string"),
            Map.entry("{\"sub\":null}", "claim sub is not a string"),
            Map.entry("{\"exp\":\"soon\"}", "claim exp is not a number of seconds"),
            Map.entry("{\"exp\":-1}", "claim exp is out of range"),
            Map.entry("{\"exp\":1e300}", "claim exp is out of range"),
            Map.entry("{\"channels\":\"a\"}", "claim channels is not an array of strings"),
            Map.entry("{\"channels\":[1]}", "claim channels is not a string"),
            Map.entry("{\"subs\":[]}", "claim subs is not an object where one is expected"),
            Map.entry("{\"subs\":{\"a\":1}}", "claim subs is not an object where one is expected"),
            Map.entry("{\"b64info\":\"%\"}", "claim b64info is not base64"),
            Map.entry("{\"meta\":[]}", "claim meta is not an object where one is expected"),
            Map.entry(
                "{\"override\":{\"presence\":true}}",
                "claim override is not an object where one is expected"),
            Map.entry(
                "{\"override\":{\"presence\":{\"value\":1}}}",
                "claim override has a value that is not true or false"),
            Map.entry("[]", "payload is not a JSON object"),
            Map.entry("{} {}", "payload goes on after its JSON object"))
        .forEach(
            (json, message) ->
                assertThatThrownBy(() -> read(json))
                    .as(json)
                    .isInstanceOf(ClaimsReader.ClaimException.class)
                    .hasMessage(message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "{\"sub\"", "{\"sub\":\"a\",\"sub\":\"b\"}", "{\"a\":NaN}", "nul"})
  void refusesWhatIsNotStrictJson(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(ClaimsReader.ClaimException.class);
  }

  @Test
  void refusesDeepNesting() {
    String deep = "{\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
    assertThatThrownBy(() -> read(deep)).isInstanceOf(ClaimsReader.ClaimException.class);
  }

  private static RawClaims read(String json) throws Exception {
    return new ClaimsReader(json.getBytes(UTF_8), "sub").read();
  }
}
