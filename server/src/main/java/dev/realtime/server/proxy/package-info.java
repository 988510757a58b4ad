/**
 * Asks the application's backend over HTTP: may this client connect, stay, subscribe or publish,
 * and what is the answer to its call. Requests and answers are the JSON of Centrifugo's HTTP proxy,
 * so that backends written for it work.
 *
 * <p>{@link dev.realtime.server.proxy.Proxies} has a method for each question. A call goes through
 * four gates, in this order, each set and switched while the server runs by {@link
 * dev.realtime.server.proxy.ProxySettings}:
 *
 * <ol>
 *   <li>the cache ({@link dev.realtime.server.proxy.AnswerCache}) answers questions asked a moment
 *       ago, and lets equal questions share one call;
 *   <li>the bulkhead bounds how many calls are under way, so that a slow backend cannot gather the
 *       server's memory;
 *   <li>the circuit breaker stops asking a backend that fails or crawls, and tries it again with a
 *       few calls;
 *   <li>the timeout covers the call from connect to the last byte.
 * </ol>
 *
 * <p>Nothing here blocks, and no stage fails: every end is a {@link
 * dev.realtime.server.proxy.ProxyOutcome}. A backend that cannot be asked is not a "no": clients
 * are told to try again.
 */
@NullMarked
package dev.realtime.server.proxy;

import org.jspecify.annotations.NullMarked;
