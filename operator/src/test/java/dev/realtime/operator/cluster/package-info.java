/** A real API server, a running operator, and a namespace of its own for each test. */
package dev.realtime.operator.cluster;
