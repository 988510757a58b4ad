/** The API types against the files that users apply. */
@NullMarked
package dev.realtime.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
