/**
 * Reads JSON from applications (tokens, proxy answers, API requests) in one pass, and carries the
 * values that are not ours along as the very bytes they came in.
 */
@NullMarked
package dev.realtime.server.json;

import org.jspecify.annotations.NullMarked;
