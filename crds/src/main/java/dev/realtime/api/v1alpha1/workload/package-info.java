/** How the server's pods are run, reached, scaled and replaced. */
@NullMarked
package dev.realtime.api.v1alpha1.workload;

import org.jspecify.annotations.NullMarked;
