/**
 * What is generated from {@code manifests/base}, the one source of what is installed: the Helm
 * chart's rules and CRDs, the single YAML, the OLM bundle, the page about the API. {@code ./dev
 * manifests} writes them, a test compares.
 */
@NullMarked
package dev.realtime.e2e.manifests;

import org.jspecify.annotations.NullMarked;
