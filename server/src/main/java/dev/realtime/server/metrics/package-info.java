/**
 * What the server counts and measures, under stable Prometheus names ({@code realtime_*}), scraped
 * from {@code /metrics} on the management port.
 *
 * <p>The operator judges the service by these: {@code realtime_requests_total} by outcome is the
 * error rate, {@code realtime_command_duration_seconds} and {@code
 * realtime_publish_delivery_seconds} are the latency, {@code realtime_connections} against {@code
 * realtime_connections_limit} and {@code realtime_rejected_total} are the load. Their labels come
 * from enums, so that their number is bounded whatever clients send.
 */
@NullMarked
package dev.realtime.server.metrics;

import org.jspecify.annotations.NullMarked;
