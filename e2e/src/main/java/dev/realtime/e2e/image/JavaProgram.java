package dev.realtime.e2e.image;

import java.util.List;

/**
 * What tells one Java image from another.
 *
 * @param image which image
 * @param module directory of the Maven module, below the project's root
 * @param mainClass full name
 * @param arguments default arguments in a container
 * @param ports TCP ports it listens on
 * @param training how it is used while its AOT cache is recorded
 */
record JavaProgram(
    ProjectImage image,
    String module,
    String mainClass,
    List<String> arguments,
    List<Integer> ports,
    Training.Starter training) {}
