/**
 * What is checked before anything is changed: the cluster's version, the CRDs, the operator's
 * permissions. An operator that cannot do its whole work refuses to start and says what to do.
 */
@NullMarked
package dev.realtime.operator.start;

import org.jspecify.annotations.NullMarked;
