package lockstep

import (
	"slices"
	"time"
)

// Loss is what a change takes from the rows of a table, where it can be saved before: the values of some columns, or whole rows.
type Loss struct {
	Key     Key      // the item of the table, as it is before the change
	By      []string // the columns by which its rows are told apart; none where whole rows are lost
	Columns []string // those whose values are lost
	Rows    int64    // that lose something
	Bytes   int64    // of what they lose, about: before compression
}

// Whole says that whole rows are lost.
func (l Loss) Whole() bool { return len(l.By) == 0 }

// Row are the columns of which each saved row has the values, in their order.
func (l Loss) Row() []string { return slices.Concat(l.By, l.Columns) }

// Saved are the values of a loss, kept in the catalog.
type Saved struct {
	Loss
	ID  string
	Run int // whose change took them
	At  time.Time
	// Each calls row with each of the rows, in the form in which the connector gave it to [Saver].
	Each func(row func([]byte) error) error
}

// Saver is a Journal that saves values before they are lost.
type Saver interface {
	Journal
	// Save saves what rows gives: it calls its argument with each row, as a JSON array of the values of [Loss.Row].
	// Where nobody asked for this loss to be saved it does nothing, and rows is not called. Once it returns nil they are kept, whatever
	// comes; an error stops the apply.
	Save(loss Loss, rows func(row func([]byte) error) error) error
}

// Refiller is a Connector that can put saved values back.
type Refiller interface {
	Connector
	// Refill gives values that were saved of a run which is taken back. From then on Validate and Apply put them into the tables and
	// columns that they make again. What a row holds that was written since then stays.
	Refill(saved []Saved)
}

// Saves says that what a problem is about is a loss which is saved before.
func (c Choices) Saves(problem Problem) bool {
	return problem.Loss != nil && (c.SaveAll || c.SaveLoss[problem.Key])
}
