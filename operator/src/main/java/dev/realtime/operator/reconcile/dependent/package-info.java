/**
 * What a service is made of, one object per file. A dependent is a pure function from the {@link
 * dev.realtime.operator.reconcile.Situation} to an object; {@link
 * dev.realtime.operator.reconcile.dependent.Dependents} lists them all.
 */
@NullMarked
package dev.realtime.operator.reconcile.dependent;

import org.jspecify.annotations.NullMarked;
