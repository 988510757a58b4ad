/**
 * The server's configuration: rendered from a spec ({@link
 * dev.realtime.operator.reconcile.config.ConfigurationRenderer}), which of it needs new pods
 * ({@link dev.realtime.operator.reconcile.config.LiveSettings}), and which files come from Secrets
 * ({@link dev.realtime.operator.reconcile.config.SecretFiles}).
 */
@NullMarked
package dev.realtime.operator.reconcile.config;

import org.jspecify.annotations.NullMarked;
