//go:build tools

// Package tools pins a program that tests use. It is built, never imported.
package tools

import _ "github.com/Shopify/toxiproxy/v2/cmd/server"
