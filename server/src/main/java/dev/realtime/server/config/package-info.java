/**
 * One YAML file, with environment overrides, becomes one immutable {@link
 * dev.realtime.server.config.ServerConfig}.
 *
 * <p>The records here are the only declaration of every setting: each component carries a {@link
 * dev.realtime.server.config.Setting} with its meaning, default and bounds. From them come the
 * strict reader ({@link dev.realtime.server.config.ConfigLoader} → {@link
 * dev.realtime.server.config.YamlNode} → {@link dev.realtime.server.config.Binder}), the JSON
 * Schema ({@link dev.realtime.server.config.JsonSchema}), the reference in the documentation and
 * what {@code print-defaults} prints ({@link dev.realtime.server.config.Reference}).
 *
 * <p>Strict means: every problem of a file is named at once, each with its key, value, reason,
 * nearest valid key and line, and nothing is ever ignored. Secrets are named by file, never by
 * value, so that the file itself can be shown to anybody.
 *
 * <p>This package knows no other of the server.
 */
@NullMarked
package dev.realtime.server.config;

import org.jspecify.annotations.NullMarked;
