// Package sqlite connects a database in a file of SQLite.
//
// The model is one item a table, with its indexes and triggers, and one a view: the statements as sqlite_schema keeps them, byte
// for byte, so that comments and layout travel. The configuration is one item a row of the tables that the slot names.
//
// All changes are one transaction. A table that changes is made anew, as https://www.sqlite.org/lang_altertable.html#otheralter
// says, with its rows copied over.
package sqlite
