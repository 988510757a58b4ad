package dev.realtime.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares one setting; the reader, the schema and the reference are made from it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
  /** What it does, with the unit and the reason for its default; one or two sentences. */
  String value();

  /**
   * Default as it would stand in the file; a list's entries are separated by commas. Empty: none
   * (null, empty text or empty list), or, for a group of settings, its own defaults.
   */
  String def() default "";

  /** Least value, written like the setting itself; empty for none. */
  String min() default "";

  /** Greatest value, written like the setting itself; empty for none. */
  String max() default "";

  /** Regular expression that a text has to match as a whole; empty for any. */
  String pattern() default "";

  /** What the pattern asks for, in words that follow "is not"; empty: the pattern is told. */
  String form() default "";

  /** Whether a changed value takes effect in the running server. */
  boolean live() default false;

  /** For a file: whether it may be missing, as the previous key of a rotation usually is. */
  boolean mayBeMissing() default false;

  /** For a group: its settings stand beside this one's neighbours instead of below a key. */
  boolean inline() default false;
}
