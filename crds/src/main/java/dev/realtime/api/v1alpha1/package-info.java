/** The API {@code realtime.dev/v1alpha1}: what users write and what the operator reports. */
@NullMarked
package dev.realtime.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
