/**
 * Fields that have several writers. For the two of them the rule is the same: the operator writes
 * when its own source (the spec, or the runbook) changes, under a field manager of its own, and
 * marks on the object what it intended; between changes the field belongs to whoever set it last.
 * So {@code kubectl scale deployment}, {@code kubectl patch configmap} and autoscalers are not
 * fought, a new number in the spec still wins, and the status says who decided. Since the marks are
 * on the object itself and written in the same request, a restart of the operator forgets nothing.
 */
@NullMarked
package dev.realtime.operator.reconcile.handover;

import org.jspecify.annotations.NullMarked;
