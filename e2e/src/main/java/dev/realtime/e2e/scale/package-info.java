/**
 * How the operator does with many services: a real API server with its controllers, pods played by
 * KWOK, and the operator as a process with the options, the memory and the ServiceAccount of its
 * pod. Times include the API server's and the controllers' own work on the same machine.
 */
@NullMarked
package dev.realtime.e2e.scale;

import org.jspecify.annotations.NullMarked;
