// Package sqldb is what the connectors of SQL databases share: how objects and rows are named as items, how SQL is cut into
// words and statements, and how the rows of settings tables become items and are written back.
//
// The model is one item an object, whose body is the SQL that makes it: a table with its indexes, triggers and what else hangs
// on it, a view, a function. Each kind of database reads it from its own catalog, so that equal databases give equal bytes, and
// finds the way from one to another by itself. The configuration is one item a row of those tables that a slot names.
package sqldb
