// Package pocketbase connects to PocketBase, from version 0.23 on (https://pocketbase.io).
//
// An instance gives these items: each collection, as the model; each group of its settings, and the OAuth2 providers of
// each auth collection, as configuration. They are as the instance's own API shows them, but for what is noise: times,
// the fields of views (their query gives them), and ids in relations and names of indexes, in whose place the name of the
// collection and {id} stand. Ids of collections and fields are in the items, since PocketBase knows by them what was
// renamed; that they differ between instances is never a difference. See [settler] for how they are brought together.
//
// The model is written by one import, which PocketBase makes in one transaction.
package pocketbase
