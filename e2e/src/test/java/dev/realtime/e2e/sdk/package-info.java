/**
 * The official client SDKs, driven from tests, against server processes without a Kubernetes
 * cluster.
 *
 * <p>{@link dev.realtime.e2e.sdk.SdkClient} is what centrifuge-java (in this process) and
 * centrifuge-js (in a Node process, by {@code src/test/js/driver.mjs}) have in common, so that one
 * scenario runs over both and over each transport. What a client saw is in its {@link
 * dev.realtime.e2e.sdk.Journal}.
 */
@NullMarked
package dev.realtime.e2e.sdk;

import org.jspecify.annotations.NullMarked;
