//go:build tools

// Package tools pins a program of the local cluster. It is built, never imported.
package tools

import _ "github.com/rancher/local-path-provisioner"
