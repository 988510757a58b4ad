package dev.realtime.server.config;

import java.time.Duration;

/** Bounds; 0 means no bound where it is allowed. */
public record LimitsConfig(
    @Setting(
            value =
                "Connections of the node; beyond, new ones get 503. At 12 KiB each, 50,000 need"
                    + " 600 MiB.",
            def = "50000",
            min = "1",
            max = "10000000",
            live = true)
        int connections,
    @Setting(
            value = "Connections of one user on this node; beyond, 3504. 0: no bound.",
            def = "0",
            min = "0",
            live = true)
        int connectionsPerUser,
    @Setting(
            value = "Connections of one client address; beyond, 429. 0: no bound.",
            def = "0",
            min = "0",
            live = true)
        int connectionsPerIp,
    @Setting(
            value = "New connections a second; beyond, 503. 0: no bound.",
            def = "0",
            min = "0",
            live = true)
        int connectRate,
    @Setting(
            value = "New connections at once before connectRate counts; 0: one second's worth.",
            def = "0",
            min = "0",
            live = true)
        int connectBurst,
    @Setting(
            value =
                "Sockets that are no client yet (handshakes under way, calls of the API); beyond, a"
                    + " new one is closed at once. At 12 KiB each, 5,000 need 60 MiB.",
            def = "5000",
            min = "16",
            max = "1000000",
            live = true)
        int handshakes,
    @Setting(
            value =
                "Share of the heap's old generation, or of direct memory, in use at which new clients"
                    + " get 503.",
            def = "0.92",
            min = "0.1",
            max = "1",
            live = true)
        double shedMemory,
    @Setting(
            value = "Event-loop lag at which, once it has stood for a second, new clients get 503.",
            def = "500ms",
            min = "5ms",
            max = "1m",
            live = true)
        Duration shedLag,
    @Setting(
            value =
                "What 503 and 429 say in Retry-After, spread at random up to twice of it so that"
                    + " clients do not come back together.",
            def = "5s",
            min = "1s",
            max = "1h",
            live = true)
        Duration retryAfter,
    @Setting(
            value = "Longest frame or message of a client; beyond, 1009.",
            def = "64KiB",
            min = "1KiB",
            max = "16MiB")
        ByteSize messageSize,
    @Setting(
            value =
                "Bytes waiting for one client, shared ones counted in full; beyond, its channels'"
                    + " slowClient policy. A megabyte is 16 messages of the longest size.",
            def = "1MiB",
            min = "16KiB",
            max = "1GiB",
            live = true)
        ByteSize clientQueueSize,
    @Setting(
            value =
                "Bytes waiting for all slow clients together, what they share counted once; from half"
                    + " of it on clientQueueSize shrinks for everybody, down to nothing at the bound."
                    + " 0: half of the direct memory.",
            def = "0",
            max = "1024GiB",
            live = true)
        ByteSize queuesSize,
    @Setting(
            value =
                "Bytes of publications waiting for one event loop; from half of it on, publishers"
                    + " get 111; beyond, the channels concerned are repaired from history.",
            def = "64MiB",
            min = "64KiB",
            max = "16GiB")
        ByteSize loopQueueSize,
    @Setting(
            value =
                "Direct memory for buffers; 0: half of what is left of the container's memory"
                    + " after the heap.",
            def = "0")
        ByteSize directMemory,
    @Setting(
            value =
                "Bytes that the bodies of HTTP requests take together, from the first byte to the"
                    + " answer; beyond, 503. Without an API key half of it. 0: an eighth of the"
                    + " direct memory, at least api.maxBody.",
            def = "0",
            max = "16GiB",
            live = true)
        ByteSize requestBodies,
    @Setting(
            value =
                "Commands of one client that may wait for an answer; beyond, reads stop. Commands by"
                    + " emulation cannot be held back, and get 111 from twice as many on.",
            def = "16",
            min = "1",
            max = "1024")
        int pendingCommands,
    @Setting(
            value = "Channels one client may be subscribed to; beyond, 106.",
            def = "128",
            min = "1",
            max = "100000",
            live = true)
        int channelsPerClient,
    @Setting(
            value = "Commands a second of one connection; beyond, 111. 0: no bound.",
            def = "0",
            min = "0",
            live = true)
        int commandsPerConnection,
    @Setting(
            value = "Commands a second of one user on this node; beyond, 111. 0: no bound.",
            def = "0",
            min = "0",
            live = true)
        int commandsPerUser,
    @Setting(
            value = "Publications a second of one connection; beyond, 111. 0: no bound.",
            def = "0",
            min = "0",
            live = true)
        int publishesPerConnection,
    @Setting(
            value = "Publications read for one recovery; longer gaps are not recovered.",
            def = "300",
            min = "1",
            max = "100000",
            live = true)
        int recoveryPublications,
    @Setting(
            value = "Publications one history request may ask for.",
            def = "300",
            min = "1",
            max = "100000",
            live = true)
        int historyPublications,
    @Setting(
            value =
                "Pushes a second that make clients resubscribe (code 2500): SDKs do so at once,"
                    + " without jitter.",
            def = "500",
            min = "1",
            live = true)
        int resubscribeRate,
    @Setting(
            value =
                "How long at most an event loop rests from fan-out, for twice the time that the last"
                    + " one to 100 subscribers or more took it; what is published meanwhile is sent"
                    + " together. 0: never.",
            def = "4ms",
            min = "0ms",
            max = "100ms",
            live = true)
        Duration fanOutRest) {}
