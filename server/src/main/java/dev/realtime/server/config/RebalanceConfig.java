package dev.realtime.server.config;

/** What a node does with its surplus of clients after a scale-out. */
public record RebalanceConfig(
    @Setting(
            value =
                "Clients a second that a node with more than its share closes with 3011 after a node"
                    + " was added, so that they spread; 0: none. At 10 a second, 5,000 move in 8 minutes"
                    + " and no second costs more than 10 reconnects.",
            def = "10",
            min = "0",
            max = "100000",
            live = true)
        int rate,
    @Setting(
            value =
                "Surplus over the mean of all nodes that is left alone, as a share of the mean; random"
                    + " spreading alone leaves some.",
            def = "0.2",
            min = "0",
            max = "10",
            live = true)
        double tolerance,
    @Setting(
            value =
                "Surplus in clients that is left alone whatever its share: not worth a reconnect.",
            def = "100",
            min = "1",
            max = "1000000",
            live = true)
        int least) {}
