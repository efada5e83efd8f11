package postgres

// Fixed is for tests that compare what another tool says of expressions.
var Fixed = fixed
