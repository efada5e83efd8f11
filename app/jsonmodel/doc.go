// Package jsonmodel knows Backand's JSON model: an array of objects with fields and relations, in one document. It
// reads it with the line and column of what is wrong, cuts it into items and puts it together again byte for byte,
// says what is invalid in it and what a change of it loses. It knows no file and no system; connectors that speak
// this format share it.
package jsonmodel
