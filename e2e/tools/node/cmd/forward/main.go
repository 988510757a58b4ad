// Command forward makes a Service of the local cluster reachable at an address of the host.
//
// It accepts TCP connections at -listen and joins each to -to. The target's name is resolved through the cluster's own
// DNS server (-dns), so it stays right when the Service is deleted and made anew.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8004", "address to accept connections at")
	to := flag.String("to", "", "host:port to connect them to")
	dns := flag.String("dns", "", "host:port of the DNS server that knows the target's name")
	flag.String("cluster", "", "not read: marks the process, so that a later run finds it by its command line")
	flag.Parse()
	if *to == "" || *dns == "" {
		fmt.Fprintln(os.Stderr, "forward: -to and -dns are both needed")
		os.Exit(2)
	}
	raiseFileLimit()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		fmt.Fprintf(os.Stderr, "forward: listen at %s: %v\n", *listen, err)
		os.Exit(1)
	}
	context.AfterFunc(ctx, func() { listener.Close() })
	fmt.Printf("forwarding %s to %s\n", *listen, *to)
	if err := serve(ctx, listener, target{address: *to, resolver: resolverAt(*dns)}); err != nil {
		fmt.Fprintf(os.Stderr, "forward: %v\n", err)
		os.Exit(1)
	}
}

// raiseFileLimit allows as many open files as the system grants; every connection needs two.
func raiseFileLimit() {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		fmt.Fprintf(os.Stderr, "forward: read the limit of open files: %v\n", err)
		return
	}
	limit.Cur = limit.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		fmt.Fprintf(os.Stderr, "forward: raise the limit of open files: %v\n", err)
	}
}

// resolverAt asks only the DNS server at address, whatever /etc/resolv.conf says.
func resolverAt(address string) *net.Resolver {
	dialer := net.Dialer{Timeout: 2 * time.Second}
	return &net.Resolver{
		PreferGo: true,
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, address)
		},
	}
}
