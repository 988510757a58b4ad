// Command centrifuge-go is the peer that the benchmark compares with: a server on the centrifuge library with the
// same features turned on as the server under test, and nothing else.
//
// Channels that begin with "rec:" keep a history and are recoverable; all others only fan out. With -jwt a client
// must show an HS256 token; without it everybody is anonymous. SIGTERM closes the clients and ends the process.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/centrifugal/centrifuge"
)

// Settings are the command line; the benchmark's runner gives both servers equal values.
type settings struct {
	listen      string
	secret      string
	redis       string
	certificate string
	key         string
	queueBytes  int
	historySize int
	historyTTL  time.Duration
	tuned       bool
}

func main() {
	log.SetFlags(0)
	s := parse()
	if err := run(s); err != nil {
		log.Fatalf("centrifuge-go: %v", err)
	}
}

func parse() settings {
	var s settings
	flag.StringVar(&s.listen, "listen", "127.0.0.1:8100", "address to listen on")
	flag.StringVar(&s.secret, "jwt", "", "HMAC secret; empty lets anonymous clients in")
	flag.StringVar(&s.redis, "redis", "", "host:port of Redis; empty uses the memory broker")
	flag.StringVar(&s.certificate, "cert", "", "PEM file with the certificate; empty speaks plain TCP")
	flag.StringVar(&s.key, "key", "", "PEM file with the certificate's key")
	flag.IntVar(&s.queueBytes, "queue-bytes", 1<<20, "bytes queued for one client before it is disconnected as slow")
	flag.IntVar(&s.historySize, "history-size", 300, "publications kept in a recoverable channel")
	flag.DurationVar(&s.historyTTL, "history-ttl", 5*time.Minute, "how long they are kept")
	flag.BoolVar(&s.tuned, "tuned", false, "share write buffers, the library's own advice against memory per connection")
	flag.Parse()
	return s
}

func run(s settings) error {
	node, err := centrifuge.New(centrifuge.Config{
		Name:               s.listen,
		ClientQueueMaxSize: s.queueBytes,
	})
	if err != nil {
		return fmt.Errorf("configuring the node: %w", err)
	}
	if s.redis != "" {
		if err := useRedis(node, s.redis); err != nil {
			return err
		}
	}
	node.OnConnecting(connecting(s.secret))
	node.OnConnect(func(client *centrifuge.Client) { serve(client, s) })
	if err := node.Run(); err != nil {
		return fmt.Errorf("starting the node: %w", err)
	}

	mux := http.NewServeMux()
	mux.Handle("/connection/websocket", centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{
		UseWriteBufferPool: s.tuned,
		MessageSizeLimit:   256 << 10,
	}))
	server := &http.Server{Addr: s.listen, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- listen(server, s) }()

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	select {
	case err := <-failed:
		return fmt.Errorf("listening on %s: %w", s.listen, err)
	case <-stop:
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return errors.Join(node.Shutdown(ctx), server.Shutdown(ctx))
}

func listen(server *http.Server, s settings) error {
	if s.certificate != "" {
		return server.ListenAndServeTLS(s.certificate, s.key)
	}
	return server.ListenAndServe()
}

func useRedis(node *centrifuge.Node, address string) error {
	shard, err := centrifuge.NewRedisShard(node, centrifuge.RedisShardConfig{Address: address})
	if err != nil {
		return fmt.Errorf("connecting to Redis at %s: %w", address, err)
	}
	broker, err := centrifuge.NewRedisBroker(node, centrifuge.RedisBrokerConfig{Shards: []*centrifuge.RedisShard{shard}})
	if err != nil {
		return fmt.Errorf("creating the Redis broker: %w", err)
	}
	node.SetBroker(broker)
	return nil
}

// Connecting answers who a client is.
func connecting(secret string) centrifuge.ConnectingHandler {
	return func(_ context.Context, event centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		if secret == "" {
			return centrifuge.ConnectReply{Credentials: &centrifuge.Credentials{}}, nil
		}
		user, expires, err := verify(event.Token, secret)
		if err != nil {
			return centrifuge.ConnectReply{}, centrifuge.DisconnectInvalidToken
		}
		return centrifuge.ConnectReply{
			Credentials: &centrifuge.Credentials{UserID: user, ExpireAt: expires},
			// The SDKs refresh their token themselves, as with the server under test.
			ClientSideRefresh: true,
		}, nil
	}
}

func serve(client *centrifuge.Client, s settings) {
	client.OnSubscribe(func(event centrifuge.SubscribeEvent, reply centrifuge.SubscribeCallback) {
		reply(centrifuge.SubscribeReply{Options: centrifuge.SubscribeOptions{
			EnableRecovery: strings.HasPrefix(event.Channel, "rec:"),
		}}, nil)
	})
	client.OnHistory(func(_ centrifuge.HistoryEvent, reply centrifuge.HistoryCallback) {
		reply(centrifuge.HistoryReply{}, nil)
	})
	client.OnPublish(func(event centrifuge.PublishEvent, reply centrifuge.PublishCallback) {
		options := centrifuge.PublishOptions{}
		if strings.HasPrefix(event.Channel, "rec:") {
			options.HistorySize, options.HistoryTTL = s.historySize, s.historyTTL
		}
		reply(centrifuge.PublishReply{Options: options}, nil)
	})
}
