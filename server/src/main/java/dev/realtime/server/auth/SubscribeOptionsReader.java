package dev.realtime.server.auth;

import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the fields that tokens, proxy answers and API requests share for a subscription. */
public final class SubscribeOptionsReader {
  private byte @Nullable [] info;
  private byte @Nullable [] data;
  private byte @Nullable [] base64Info;
  private byte @Nullable [] base64Data;
  private ChannelOverrides overrides = ChannelOverrides.NONE;

  /** Reads a map of channels with options. */
  public static Map<String, SubscribeOptions> map(JsonReader value) throws JsonShapeException {
    Map<String, SubscribeOptions> subscriptions = new LinkedHashMap<>();
    value.object(
        (channel, options) -> {
          SubscribeOptionsReader reader = new SubscribeOptionsReader();
          options.object(reader::field);
          subscriptions.put(channel, reader.options());
        });
    return subscriptions;
  }

  /** Takes the field if it is one of a subscription's. */
  public void field(String name, JsonReader value) throws JsonShapeException {
    switch (name) {
      case "info" -> info = value.raw();
      case "data" -> data = value.raw();
      case "b64info" -> base64Info = value.base64();
      case "b64data" -> base64Data = value.base64();
      case "override" -> overrides = overrides(value);
      default -> {}
    }
  }

  /** What was collected; base64 comes before JSON where both are there. */
  public SubscribeOptions options() {
    return new SubscribeOptions(
        base64Info != null ? base64Info : info, base64Data != null ? base64Data : data, overrides);
  }

  static ChannelOverrides overrides(JsonReader value) throws JsonShapeException {
    Map<String, @Nullable Boolean> set = new LinkedHashMap<>();
    value.object((name, option) -> set.put(name, boolValue(option)));
    return new ChannelOverrides(
        set.get("presence"),
        set.get("join_leave"),
        set.get("force_recovery"),
        set.get("force_positioning"),
        set.get("force_push_join_leave"));
  }

  /** Reads {@code {"value": true}}, the protocol's way to tell "false" from "not said". */
  private static @Nullable Boolean boolValue(JsonReader option) throws JsonShapeException {
    if (option.isNull()) {
      return null;
    }
    boolean[] value = {false};
    option.objectWithoutNulls(
        (name, field) -> {
          if (name.equals("value")) {
            value[0] = field.bool();
          }
        });
    return value[0];
  }
}
