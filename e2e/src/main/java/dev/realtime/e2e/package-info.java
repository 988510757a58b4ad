/** The local cluster and the tests that use it. */
@NullMarked
package dev.realtime.e2e;

import org.jspecify.annotations.NullMarked;
