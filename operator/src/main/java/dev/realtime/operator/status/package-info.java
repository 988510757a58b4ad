/** What is said about a service: conditions, their reasons and remedies. */
@NullMarked
package dev.realtime.operator.status;

import org.jspecify.annotations.NullMarked;
