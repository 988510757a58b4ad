package dev.realtime.cli.view;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Words of the API as they stand in YAML. */
public final class Words {
  private Words() {}

  /** The constant as it is written in YAML. */
  public static String of(Enum<?> constant) {
    try {
      JsonProperty name =
          constant.getDeclaringClass().getField(constant.name()).getAnnotation(JsonProperty.class);
      return name == null ? constant.name() : name.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("every constant is a field", e);
    }
  }
}
