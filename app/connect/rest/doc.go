// Package rest is what connectors share that ask a system over HTTP: where it is and whom to trust, what was answered or
// why nothing was, in sentences, and what is known of a write whose answer was lost. It knows no system and no item; what
// goes over the wire, and how one signs in, each connector knows itself.
package rest
