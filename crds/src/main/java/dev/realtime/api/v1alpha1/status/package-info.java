/** What the operator reports about a service, beside what the runbook reports. */
@NullMarked
package dev.realtime.api.v1alpha1.status;

import org.jspecify.annotations.NullMarked;
