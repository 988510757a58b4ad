/**
 * The HTTP API by which an application publishes and manages its clients: {@code POST
 * /api/<method>} with a JSON body, answered by {@code {"result": ...}} or {@code {"error": ...}}.
 * Shapes and codes are those of Centrifugo's server API, so that its SDKs work unchanged.
 *
 * <p>{@link dev.realtime.server.api.ApiHandler} checks key, path and size, and makes the answer.
 * {@link dev.realtime.server.api.ApiMethods} is the table of methods: each reads its parameters,
 * calls {@link dev.realtime.server.api.ApiBackend} and writes its result. The whole is described by
 * {@code openapi.yaml} beside this package, served at {@code /api/openapi.json}; the tests hold
 * every answer against it.
 */
@NullMarked
package dev.realtime.server.api;

import org.jspecify.annotations.NullMarked;
