/** What users install: every rendering of it, and real installations. */
@NullMarked
package dev.realtime.e2e.manifests;

import org.jspecify.annotations.NullMarked;
