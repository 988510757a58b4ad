/**
 * The web console: services, their checklists, charts and incidents, for people with a browser.
 *
 * <p>It has no users of its own. Who signs in brings a bearer token of the cluster, which a
 * TokenReview judges ({@link dev.realtime.operator.console.Tokens}); every view is filtered, and
 * every button shown, by SubjectAccessReviews for that user ({@link
 * dev.realtime.operator.console.Access}). Reads come from the operator's own caches and signal
 * store ({@link dev.realtime.operator.console.Sight}); writes go to the API server with the user's
 * own token ({@link dev.realtime.operator.console.Actions}), so that its permissions, its admission
 * policies and its audit log see the person and not the operator.
 *
 * <pre>
 *  browser ── cookie: a random session ──▶ Console ─▶ Sessions ─▶ Tokens ──▶ TokenReview
 *             header on every POST            │          Access ──▶ SubjectAccessReview
 *                                             ├─ reads:  Sight ◀── caches, SeriesStore
 *                                             └─ writes: Actions ──▶ API server, as the user
 * </pre>
 *
 * <p>What protects it. The token is kept in the memory of the operator alone and never comes back
 * to the browser; the session's cookie is HttpOnly and SameSite=Strict, and a write needs a header
 * that no other site can send. Pages are static files under a Content-Security-Policy without
 * inline code and with Trusted Types; text reaches the page as text. Failed sign-ins are counted
 * per address. Off unless {@code CONSOLE_PORT} is set.
 *
 * <p>Only the replica that leads has measurements; one that stands by hands requests on to it
 * ({@link dev.realtime.operator.console.Relay}).
 */
@NullMarked
package dev.realtime.operator.console;

import org.jspecify.annotations.NullMarked;
