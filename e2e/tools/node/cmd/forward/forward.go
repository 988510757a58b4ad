package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// dialTimeout bounds name resolution and connect together. A client waits no longer than this to learn that the service
// is away.
const dialTimeout = 5 * time.Second

// target is where connections go.
type target struct {
	address  string
	resolver *net.Resolver
}

func (t target) dial(ctx context.Context) (net.Conn, error) {
	dialer := net.Dialer{Timeout: dialTimeout, Resolver: t.resolver}
	return dialer.DialContext(ctx, "tcp", t.address)
}

// serve accepts until the listener is closed by the end of ctx.
func serve(ctx context.Context, listener net.Listener, to target) error {
	for {
		client, err := listener.Accept()
		switch {
		case err == nil:
			go join(ctx, client, to)
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return err
		default:
			// Mostly "too many open files": connections that end make room again.
			fmt.Fprintf(os.Stderr, "forward: accept: %v\n", err)
			time.Sleep(100 * time.Millisecond)
		}
	}
}

// join copies both ways until both sides have ended. One side's end of stream is passed on as just that, so a close
// handshake reaches the other side.
func join(ctx context.Context, client net.Conn, to target) {
	defer client.Close()
	server, err := to.dial(ctx)
	if err != nil {
		fmt.Fprintf(os.Stderr, "forward: connect to %s: %v\n", to.address, err)
		return
	}
	defer server.Close()
	var both sync.WaitGroup
	both.Go(func() { pipe(client, server) })
	both.Go(func() { pipe(server, client) })
	both.Wait()
}

// pipe copies from one side to the other (in the kernel, by splice). A broken connection ends the other one too.
func pipe(to, from net.Conn) {
	if _, err := io.Copy(to, from); err != nil {
		to.Close()
		from.Close()
		return
	}
	if half, ok := to.(interface{ CloseWrite() error }); ok {
		// An error here means that the side is closed already.
		_ = half.CloseWrite()
	}
}
