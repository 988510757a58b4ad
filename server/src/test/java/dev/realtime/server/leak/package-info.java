/**
 * Netty's leak detection at its strictest, in every test of this module: a buffer that is collected
 * without having been released fails the test class that ends next.
 */
@NullMarked
package dev.realtime.server.leak;

import org.jspecify.annotations.NullMarked;
