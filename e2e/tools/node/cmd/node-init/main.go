// Command node-init is process 1 of a local cluster's node, which lives in a process namespace of its own.
//
// It adopts and reaps what containerd's shims leave behind. When it ends, the kernel ends everything else in the
// namespace, and with that go the node's mounts and network: nothing of a node can outlive it.
//
// The arguments are not read: they mark the process, so that a later run finds the node of a cluster by its command line.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 64)
	signal.Notify(signals, syscall.SIGCHLD, syscall.SIGTERM)
	for s := range signals {
		if s == syscall.SIGTERM {
			os.Exit(0)
		}
		reap()
	}
}

// reap collects every child that has ended; several may stand behind one signal.
func reap() {
	for {
		pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
		if err == syscall.EINTR {
			continue
		}
		if pid <= 0 || err != nil {
			return
		}
	}
}
