//go:build tools

// Package tools pins a program of the local cluster. It is built, never imported.
package tools

import _ "sigs.k8s.io/kwok/cmd/kwok"
