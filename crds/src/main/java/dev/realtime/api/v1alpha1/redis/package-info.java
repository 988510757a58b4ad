/** The Redis of a service: managed by the operator, or external. */
@NullMarked
package dev.realtime.api.v1alpha1.redis;

import org.jspecify.annotations.NullMarked;
