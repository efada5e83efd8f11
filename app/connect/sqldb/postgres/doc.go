// Package postgres connects PostgreSQL. The model is one item a table, view, function, type, free sequence and extension, whose
// text is made from the catalogs and can be executed as it is. Where two texts differ the statements that lead from one to the
// other are found here, and made in one transaction with everything else.
//
// A text is cut again only by the rules by which it was written ([parseObject]); SQL that people write is never read.
package postgres
