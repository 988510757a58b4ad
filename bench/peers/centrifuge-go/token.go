package main

import (
	"github.com/golang-jwt/jwt/v5"
)

// Verify returns the user and the expiry (Unix seconds, 0 for none) of an HS256 token signed with secret.
func verify(token, secret string) (user string, expires int64, err error) {
	var claims jwt.RegisteredClaims
	_, err = jwt.ParseWithClaims(token, &claims,
		func(*jwt.Token) (any, error) { return []byte(secret), nil },
		jwt.WithValidMethods([]string{"HS256"}))
	if err != nil {
		return "", 0, err
	}
	if claims.ExpiresAt != nil {
		expires = claims.ExpiresAt.Unix()
	}
	return claims.Subject, expires, nil
}
