package dev.realtime.server.config;

/** How channel names are read. */
public record ChannelNamesConfig(
    @Setting(
            value = "Longest name, in characters; beyond, 107.",
            def = "255",
            min = "1",
            max = "4096")
        int maxLength,
    @Setting(
            value = "Ends the namespace: with : channel chat:42 is in namespace chat.",
            def = ":",
            pattern = ".")
        String namespaceBoundary,
    @Setting(
            value =
                "Begins the list of users that may subscribe: with # channel dialog#12,42 is for"
                    + " users 12 and 42 alone.",
            def = "#",
            pattern = ".")
        String userBoundary,
    @Setting(value = "Separates those users.", def = ",", pattern = ".") String userSeparator,
    @Setting(
            value = "Begins private channels, open to holders of a subscription token alone.",
            def = "$",
            pattern = ".")
        String privatePrefix) {}
