//go:build tools

// Package tools pins a program that tests use. It is built, never imported.
package tools

import _ "helm.sh/helm/v4/cmd/helm"
