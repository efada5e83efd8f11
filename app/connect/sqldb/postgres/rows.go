package postgres

// What the catalogs say, as the queries give it. An oid names an object within its catalog.

type relation struct {
	OID                                         int64
	Schema, Name, Kind, Persistence, Definition string
	Options                                     []string
	Secured, Forced                             bool
	Replica                                     string
	Rowtype, Rowarray                           int64
	Comment                                     string
	Partitioning, Bound, Above                  string // how it is partitioned, or which part it is, and of which table
	Parent                                      int64
	Typed, Inherits                             bool
	Method                                      string
}

type attribute struct {
	Relation                    int64
	Number                      int
	Name, Type, Collation       string
	Required                    bool
	Identity, Generated, Value  string
	Default                     int64
	Storage, Usual, Compression string // Usual is how its type is stored where nothing is said
	Target                      int
	Options                     []string
	Comment                     string
}

type constraint struct {
	OID, Relation, Domain  int64
	Name, Type, Definition string
	Validated              bool
	Index                  int64
	Columns                []int
	Comment                string
}

// hanging is what hangs on a relation: an index, a trigger, a rule, a statistic.
type hanging struct {
	OID, Relation             int64
	Schema, Name, Definition  string
	Clustered, Replica, Valid bool // of an index
	Enabled                   string
	View                      bool // of a rule: it is the query of a view
	Target                    int
	Targets                   []struct{ Number, Target int } // of the columns of an index
	Comment                   string
}

// other is an object of a kind that is not carried.
type other struct{ Kind, Schema, Name string }

type policy struct {
	OID, Relation                int64
	Name                         string
	Permissive                   bool
	Command, Roles, Using, Check string
	Comment                      string
}

type function struct {
	OID                                                int64
	Schema, Name, Arguments, Kind, Definition, Comment string
}

type typ struct {
	OID                int64
	Schema, Name, Kind string
	Array, Relation    int64
	Labels             []string
	Base               string
	Required           bool
	Value, Collation   string
	Range              *rangeOf
	Comment            string
}

type rangeOf struct {
	Subtype, Multirange, Class, Collation, Canonical, Difference string
	Multitype, Multiarray                                        int64
}

type sequence struct {
	OID                               int64
	Schema, Name, Persistence, Type   string
	Start, Increment, Min, Max, Cache int64
	Cycle                             bool
	Relation                          int64
	Number                            int
	Owned                             string // a for a column's own, i for an identity's, "" for a free one
	Comment                           string
}

type extension struct {
	OID          int64
	Name, Schema string
}

type depends struct {
	Class, Object, Sub, Refclass, Refobject, Refsub int64
	Type                                            string
}

type named struct {
	OID  int64
	Name string
}
