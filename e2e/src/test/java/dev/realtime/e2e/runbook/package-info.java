/**
 * The runbook's proof: each row of its table as one test, on a real cluster, with real clients and
 * a real fault.
 *
 * <p>A {@link dev.realtime.e2e.runbook.Patient} is a service of its own in a namespace of its own,
 * with hold times of seconds. {@link dev.realtime.e2e.runbook.Traffic} talks through it all the
 * while: numbered messages to a subscriber that recovers what it missed, so that every message that
 * was acknowledged and did not arrive is found; {@code RpcLoad} calls the application behind it. A
 * test breaks something, waits for the {@code RunbookRun} that the operator writes, and looks
 * whether what it did, and what it refused, is what the table says. {@link
 * dev.realtime.e2e.runbook.Bars} holds its times against the bars. {@link
 * dev.realtime.e2e.runbook.Results} makes a table of all that ran.
 *
 * <p>Rows of most value run with every build. The others carry the tag {@code rows}: {@code ./dev
 * test rows} runs them all, and writes {@code docs/runbook-results.md}.
 */
@org.jspecify.annotations.NullMarked
package dev.realtime.e2e.runbook;
