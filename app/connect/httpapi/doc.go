// Package httpapi connects any app that keeps the HTTP contract of CONTRACT.md (openapi.yaml has it for machines): a model
// and a configuration that can be read, tried and written, with ETags, so that nothing is written over unseen, and with keys,
// so that a write whose answer was lost can be sent once more and is made once. It knows nothing of any app but this.
package httpapi
