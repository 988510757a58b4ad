/**
 * Container images, built without a container engine and without pulling anything.
 *
 * <p>The way of an image: a {@link dev.realtime.e2e.image.ImageRecipe} names its inputs and knows
 * how to lay out the files ({@link dev.realtime.e2e.image.ImageContents}); the {@link
 * dev.realtime.e2e.image.ImageBuilder} hashes the inputs and this package itself, and only where no
 * image of that hash is in the cache it lays the files out and has Jib write a tar archive that
 * {@code ctr images import} and {@code docker load} take. {@link
 * dev.realtime.e2e.image.ImageCatalog} is the list of all images of the project and the place to
 * ask for one.
 *
 * <p>Files come from three sources: Debian packages, fetched with apt and unpacked without running
 * their scripts ({@link dev.realtime.e2e.image.DebianPackages}), of which an image takes only the
 * named files and the shared libraries these need ({@link dev.realtime.e2e.image.SharedLibraries});
 * a Java runtime made by jlink from the JDK that runs the build ({@link
 * dev.realtime.e2e.image.JavaRuntime}); and what the project itself compiles. There are no symbolic
 * links in an image, since Jib writes none: a link in a package becomes a copy of its target.
 *
 * <p>Every file carries the same time, owner and order, so equal inputs give an equal digest. The
 * one exception is the layer with the AOT cache of a Java program ({@link
 * dev.realtime.e2e.image.AotCache}): the JVM records a live run, and two recordings differ.
 */
@NullMarked
package dev.realtime.e2e.image;

import org.jspecify.annotations.NullMarked;
