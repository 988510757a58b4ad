/**
 * What a release consists of, each file the same to the last bit wherever and whenever it is built
 * from the same sources: entries are sorted and stamped with one time, and nothing is recorded that
 * only this machine knows.
 */
@NullMarked
package dev.realtime.e2e.release;

import org.jspecify.annotations.NullMarked;
