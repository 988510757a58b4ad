/** The console over HTTP and in a real browser, at a real API server that knows its users. */
package dev.realtime.operator.console;
