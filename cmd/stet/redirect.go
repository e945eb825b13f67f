package main

import (
	"errors"
	"net/url"

	"stet/record"
)

// isRedirect reports whether an answer with a status sends on to an address.
func isRedirect(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// sentOnTo returns the address that a Location field of an answer from
// another one means, as pages are known by.
func sentOnTo(from, location string) (string, error) {
	if location == "" {
		return "", errors.New("the redirect names no address")
	}
	base, err := url.Parse(from)
	if err != nil {
		return "", err
	}
	to, err := base.Parse(location)
	if err != nil {
		return "", err
	}
	return record.ParseURL(to.String())
}
