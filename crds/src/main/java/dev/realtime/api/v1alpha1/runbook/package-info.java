/**
 * The part of the API that is about repair: what the team allows ({@link
 * dev.realtime.api.v1alpha1.runbook.RunbookSpec} and its neighbours in the spec of a service), what
 * the operator currently holds against the spec ({@link
 * dev.realtime.api.v1alpha1.runbook.Overrides}), what it sees ({@link
 * dev.realtime.api.v1alpha1.runbook.ChecklistItem}), and the record of every incident and procedure
 * ({@link dev.realtime.api.v1alpha1.runbook.RunbookRun}).
 *
 * <p>Records carry their defaults twice from one constant: as schema default, which the API server
 * fills in, and in the compact constructor, which fills in where an enclosing object was left out
 * altogether (the API server applies no defaults inside an absent object). Code reading a record
 * therefore never sees an unset value unless its component is marked {@code @Nullable}.
 *
 * <p>The vocabulary is three enums that explain themselves: {@link
 * dev.realtime.api.v1alpha1.runbook.Symptom} (what is seen), {@link
 * dev.realtime.api.v1alpha1.runbook.Cause} (why), {@link dev.realtime.api.v1alpha1.runbook.Action}
 * (what is done).
 */
@NullMarked
package dev.realtime.api.v1alpha1.runbook;

import org.jspecify.annotations.NullMarked;
