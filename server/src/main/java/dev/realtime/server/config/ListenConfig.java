package dev.realtime.server.config;

/** Where clients and the server API come in. */
public record ListenConfig(
    @Setting(value = "Address to listen on.", def = "0.0.0.0") String host,
    @Setting(value = "Port; 0 takes a free one.", def = "8004", min = "0", max = "65535") int port,
    @Setting("TLS of this port; without it, a proxy before the server ends TLS.") TlsConfig tls,
    @Setting(
            value =
                "System interface for sockets: auto takes io-uring, else epoll, else nio, and logs"
                    + " which.",
            def = "auto")
        SocketKind sockets,
    @Setting(value = "Event loops; 0: one for each processor.", def = "0", min = "0", max = "1024")
        int eventLoops,
    @Setting(
            value = "Connections waiting to be accepted; the kernel caps it at somaxconn.",
            def = "4096",
            min = "1")
        int backlog,
    @Setting(
            value =
                "Offer permessage-deflate. Saves bandwidth for about ten times the CPU of a"
                    + " broadcast; each publication is still compressed once for all.",
            def = "false")
        boolean compression,
    @Setting(value = "Messages shorter than this are not compressed.", def = "256", max = "1MiB")
        ByteSize compressionThreshold,
    @Setting(
            "Header that holds the client's address, set by the proxy before the server, like"
                + " X-Forwarded-For (its last entry counts). Empty: the socket's peer.")
        String clientIpHeader) {

  /** System interface for sockets. */
  public enum SocketKind {
    /** The best there is. */
    AUTO,
    /** Linux io_uring. */
    IO_URING,
    /** Linux epoll. */
    EPOLL,
    /** Java NIO, everywhere. */
    NIO
  }
}
