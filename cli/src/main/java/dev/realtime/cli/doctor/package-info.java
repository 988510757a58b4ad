/**
 * {@code kubectl realtime doctor}: is everything there that the product needs, and what to do where
 * it is not. Each class looks at one thing and reports {@link dev.realtime.cli.doctor.Finding}s.
 */
@NullMarked
package dev.realtime.cli.doctor;

import org.jspecify.annotations.NullMarked;
